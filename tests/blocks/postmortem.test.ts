import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documentHtml } from '../../blocks/words/document/document-html.ts';
import { documentMarkdown } from '../../blocks/words/document/document-markdown.ts';
import { postmortemDocument } from '../../blocks/words/postmortem/postmortem-document.ts';
import { timelineLines } from '../../blocks/words/timeline/timeline-line.ts';
import { PersonId } from '../../src/domain/ids.ts';
import { postmortemOf } from '../../src/plan/postmortem/postmortem.ts';
import { stepRegistry } from '../../src/steps/registry.ts';
import { policy } from '../support/incident-builder.ts';
import { type RecordedJournal, readJournal } from '../support/journals/read-journal.ts';

const names = new Map([
  [PersonId.parse('U0DANA'), 'Dana Kim'],
  [PersonId.parse('U0SAM'), 'Sam Rivera'],
]);
const reader = { names, timeZone: 'Europe/Berlin' };
const titleOf = (step: string) => stepRegistry.get(step)?.title ?? step;

function documentOf({ incident, entries }: RecordedJournal, service = policy()) {
  return postmortemDocument(postmortemOf(incident, service, entries), timelineLines(entries, { titleOf }).lines);
}

const golden = (name: string) => readFileSync(new URL(`../support/golden/${name}`, import.meta.url), 'utf8');
const markdownOf = (journal: RecordedJournal, service = policy()) =>
  documentMarkdown(documentOf(journal, service), reader);

describe('the post-mortem of a restore (P10, G12)', () => {
  test('is one that a person would sign', () => {
    expect(markdownOf(readJournal('promptrefine-restore'))).toBe(golden('promptrefine-restore.md'));
  });

  test.each([
    ['party-restore', 'Party', 'Europe/Berlin'],
    ['storefront-restore', 'Storefront', 'Europe/Berlin'],
    ['digitaltwin-down-scripts', 'Digital Twin', 'Europe/Lisbon'],
  ] as const)('is one that a person would sign: %s', (name, title, timeZone) => {
    const service = { ...policy(), title };
    expect(documentMarkdown(documentOf(readJournal(name), service), { names, timeZone })).toBe(golden(`${name}.md`));
  });

  test('blames no migration where nobody did, though one is the newest', () => {
    const written = markdownOf(readJournal('party-restore'));
    expect(written).toContain('Failing migration: none was named');
    expect(written).toContain('- No migration was named.');
  });

  test('names failing migration, commits and the way that was used (G4, G12)', () => {
    const written = markdownOf(readJournal('promptrefine-restore'));
    expect(written).toContain('Failing migration: `0007_tidy_prompt_history`');
    expect(written).toContain('`c5e02b9a71d84f6610e9b3ac57f20d18e4a6b7d3`');
    expect(written).toContain('Path used, as recorded at the close: **restore**');
  });

  test('says by how much a promise of the policy was missed (S9)', () => {
    const strict = policy({ window: { length: '10m' } });
    expect(markdownOf(readJournal('promptrefine-restore'), strict)).toContain(
      '| From identification to the decision | 16 min 31 s | 10 min (policy) | **no**, 6 min 31 s over |',
    );
  });

  test('is a draft as long as the incident is open, and says what is missing', () => {
    const written = markdownOf(readJournal('promptrefine-restore', 24));
    expect(written).toContain('This is a draft');
    expect(written).toContain('- Copy promoted: **missing**. The journal does not have it.');
    expect(written).toContain('Recourse carried out no recovery.');
  });
});

describe('the post-mortem of down scripts (S1, S3, S4, P10)', () => {
  const written = markdownOf(readJournal('digitaltwin-down-scripts'));

  test('says what they took away, which migrations they took back, and what was chosen for rows in their way', () => {
    expect(written).toContain('Dropped with what was in it: `knowledge_bases.is_public`, 200 values.');
    expect(written).toContain('Taken back: `010_transform_to_knowledge_base.sql`, by `rollback/010_rollback_');
    expect(written).toContain('3 rows stood in the way of `012_oauth_support_fixed.sql` (people without a password)');
  });

  test('counts the stop of the services as the stop of writes, and names the backups taken before', () => {
    expect(written).toMatch(/- Writes stopped: 2026-02-18 .* \(entry 50\)/);
    expect(written).toMatch(/Kept as backups of the state before it: `[^`]+-safety-[^`]+`, `[^`]+-safety-/);
  });
});

test('as a page, nothing that somebody wrote becomes markup (I7)', () => {
  const { incident, entries } = readJournal('promptrefine-restore');
  const seen = '<script>alert(1)</script> & "co"';
  const hurt = { ...incident, declaration: { ...incident.declaration, seen } };
  const page = documentHtml(documentOf({ incident: hurt, entries }), reader);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;');
  expect(page).not.toContain('<script>');
  expect(page).toContain('<title>INC-1: PromptRefine (production)</title>');
});

test.each([
  ['# a heading', '> \\# a heading'],
  ['- a list\n2. another', '> \\- a list\n> 2\\. another'],
  ['<b> `x` [y](z)', '> \\<b\\> \\`x\\` \\[y\\](z)'],
])('as Markdown, a quote that says %j stays text', (text, written) => {
  expect(documentMarkdown([{ kind: 'quote', text }], reader)).toBe(`${written}\n`);
});
