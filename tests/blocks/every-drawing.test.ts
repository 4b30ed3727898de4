import { describe, expect, test } from 'vitest';
import { drawBackupList } from '../../blocks/backup-list.ts';
import { drawBackupTaken, drawBackupUnderWay } from '../../blocks/backup-progress.ts';
import { drawCard } from '../../blocks/card.ts';
import { drawContactMention, drawContactRequest, drawContactSettled } from '../../blocks/contact-request.ts';
import { drawChooseBackupForm } from '../../blocks/forms/choose-backup-form.ts';
import { drawCloseForm } from '../../blocks/forms/close-form.ts';
import { drawDeclareForm } from '../../blocks/forms/declare-form.ts';
import { drawIdentificationForm } from '../../blocks/forms/identification-form.ts';
import { drawLookingView } from '../../blocks/forms/looking-view.ts';
import { drawNoteForm } from '../../blocks/forms/note-form.ts';
import { drawReasonForm, reasonedActions } from '../../blocks/forms/reason-form.ts';
import { drawVoteForm } from '../../blocks/forms/vote-form.ts';
import { explainingForm, waitingForm } from '../../blocks/forms/waiting-form.ts';
import { drawHeadline } from '../../blocks/headline.ts';
import { drawHelp } from '../../blocks/help.ts';
import { drawIncidentList, drawWhichIncident } from '../../blocks/incident-list.ts';
import { drawError, drawOldButton, drawRefusal, drawUnexpected } from '../../blocks/refusal.ts';
import { drawStepTrouble } from '../../blocks/step-trouble.ts';
import { drawTimeline, drawTimelineLine } from '../../blocks/timeline.ts';
import { drawWho } from '../../blocks/who.ts';
import { say } from '../../blocks/words/phrase.ts';
import { timelineLines } from '../../blocks/words/timeline/timeline-line.ts';
import type { CardFacts, StepLine } from '../../src/domain/card.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { milestoneNames } from '../../src/domain/postmortem.ts';
import { deciding, declared, lead } from '../support/incident-builder.ts';
import { restoreStory, told } from '../support/restore-story.ts';
import { expectGoodMessage, expectGoodView } from './support/checks.ts';
import { aBackup, factsOf, lossOf, reader, tableLoss } from './support/facts.ts';

/** What comes from outside in a bad night. */
const nasty = {
  'a ping of everybody': '<!channel> <!here> <!subteam^S1> <@U0EVIL> <https://evil.example|click>',
  'entities and markup': '&lt;!channel&gt; *bold* _x_ `code` ```block``` ~no~ > quote & < >',
  'a very long error': `${'ERROR: column "x" does not exist <!channel>\n'.repeat(100)}end`,
  'ampersands without end': '&'.repeat(3_000),
  'emoji and families': '👩‍👩‍👧‍👦🔥'.repeat(270),
  'right to left': '\u202eשלום עולם \u200f<!everyone> '.repeat(60),
  'nothing to see': '   ',
  'one character': 'x',
} as const;

/** Facts into which a text has found its way everywhere it can. */
function factsWith(text: string, tables: number): CardFacts {
  const loss = lossOf(
    Array.from({ length: tables }, (_, at) => tableLoss(`${text.slice(0, 60)}.${at}`, { deleted: at, inserted: 1 })),
    { unmeasured: Array.from({ length: tables }, () => ({ table: text, why: text })) },
  );
  const tale = declared({ more: { seen: text.slice(0, 3_000), migration: text.slice(0, 300) } })
    .attempt(0, 'failed')
    .plan({ statedLoss: loss }, [text, text]);
  const facts = factsOf(tale);
  const findings = Array.from({ length: 30 }, () => ({ check: 'c', result: 'failed' as const, say: text, hint: text }));
  const broken = (step: StepLine): StepLine => ({
    ...step,
    status: 'failed',
    say: text,
    title: text.slice(0, 80),
    findings,
  });
  return {
    ...facts,
    service: { ...facts.service, title: text.slice(0, 60) },
    triggers: { forRollback: [text], against: [text], silent: [text], recommendation: { choice: 'none', say: text } },
    contactLines: [text, text],
    deciders: facts.deciders.map((line) => ({ ...line, say: text })),
    execution: facts.execution.map(broken),
    actions: facts.actions.map((offer) => ({ ...offer, enabled: true, whyNot: text })),
    review: text,
  };
}

const messages = {
  card: (facts: CardFacts) => drawCard(facts, reader),
  'card (for one person)': (facts: CardFacts) => drawCard(facts, { names: 'mentions', timeZone: 'Europe/Berlin' }),
  headline: (facts: CardFacts) => drawHeadline(facts, reader),
  'step trouble': (facts: CardFacts) => drawStepTrouble(facts, facts.execution[0] as StepLine, reader),
  'contact request': (facts: CardFacts) => drawContactRequest(facts, reader),
  'contact mention': (facts: CardFacts) => drawContactMention(facts, [lead], reader),
  'contact settled': (facts: CardFacts) => drawContactSettled(facts, say`${facts.service.title}`, reader),
  'refusal (for one person)': ({ service }: CardFacts) =>
    drawRefusal([{ code: 'bad-input', say: service.title, hint: service.title }], service.title),
} as const;

describe.each(Object.entries(nasty))('with %s', (_, text) => {
  describe.each([0, 1, 200])('and %i tables of loss', (tables) => {
    const facts = factsWith(text, tables);

    test.each(Object.entries(messages))('the %s is within Slack’s limits and calls nobody', (name, drawn) => {
      expectGoodMessage(drawn(facts), name.includes('for one') ? 'one' : 'all');
    });

    test.each(['approve', 'refuse', 'hold'] as const)('the form to %s is too', (choice) => {
      expectGoodView(drawVoteForm(facts, choice, '{}'));
    });
  });

  test('every phase of the headline is too', () => {
    const facts = factsWith(text, 3);
    for (const phase of ['preparing', 'deciding', 'executing', 'standing-by', 'recovered', 'closed'] as const) {
      expectGoodMessage(drawHeadline({ ...facts, incident: { ...facts.incident, phase } }, reader));
    }
  });

  test('answers that repeat a person’s words are too', () => {
    expectGoodMessage(drawError({ what: text, hint: text }, text), 'one');
    expectGoodMessage(drawUnexpected('1a2b3c4d', text));
    expectGoodMessage(drawHelp('incident', text.slice(0, 60)));
    expectGoodMessage(drawWho(text, [text, text]), 'one');
    expectGoodMessage(drawBackupUnderWay(text, text));
    const { incident } = factsWith(text, 0);
    const listed = [
      {
        id: incident.id,
        service: incident.declaration.service,
        environment: text,
        declaredAt: '2026-06-03T14:00:00.000Z' as never,
        closedAt: null,
      },
    ];
    expectGoodMessage(
      drawWhichIncident(
        Array.from({ length: 40 }, () => listed).flat(),
        { action: 'add-note', does: 'Note for' },
        text,
      ),
    );
    expectGoodMessage(drawIncidentList(Array.from({ length: 40 }, () => listed).flat()));
  });

  test('windows and forms are too', () => {
    const facts = factsWith(text, 20);
    const { incident } = facts;
    expectGoodView(drawReasonForm('mark-step-done', incident.id, text, '{}'));
    expectGoodView(drawCloseForm({ ...incident, proposed: null }, milestoneNames, '{}'));
    expectGoodView(drawCloseForm({ ...incident, autoDeploys: { [text]: { on: true, setting: text } } }, [], '{}'));
    expectGoodView(drawLookingView('Decision', drawCard(facts, reader)));
    expectGoodView(explainingForm('vote-form', text, '{}', [say`${text}`, say`${text}`]));
    expectGoodView(
      drawDeclareForm({
        services: [{ name: 'promptrefine' as never, title: text, environment: text.slice(0, 200) }],
        chosen: 'promptrefine' as never,
        openedAt: incident.declaredAt,
        found: { commit: text.slice(0, 200).trim() || null, migration: text.slice(0, 900).trim() || null },
        metadata: '{}',
      }),
    );
  });

  test('every kind of timeline line is too', () => {
    const notes = told(restoreStory).map((entry): Entry => ({ ...entry, previous: null }));
    const bodies = spoiled(notes, text);
    const { lines } = timelineLines(bodies);
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expectGoodMessage(drawTimelineLine(factsWith(text, 0).incident.id, line, reader));
    expectGoodMessage(drawTimeline(factsWith(text, 0).incident.id, [...lines, ...lines, ...lines], reader));
  });
});

/** A journal in which every free text says what outside said. */
function spoiled(entries: readonly Entry[], text: string): Entry[] {
  const free = new Set([
    'say',
    'why',
    'text',
    'seen',
    'migration',
    'reason',
    'rootCause',
    'pathUsed',
    'summary',
    'hint',
  ]);
  const spoil = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return free.has(key) ? text : value;
    if (Array.isArray(value)) return value.map((each) => spoil(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoil(inner, name)]));
  };
  const extra: Entry['body'][] = [
    {
      kind: 'step-failed',
      step: 'validate-copy',
      error: { code: 'x', say: text, hint: text },
      findings: [{ check: 'c', result: 'failed', say: text }],
    },
    { kind: 'step-became-unknown', step: 'promote-copy', say: text },
    { kind: 'contact-failed', attempt: 0, why: text, counts: true },
    { kind: 'rung-opened', role: 'cto', why: text },
    { kind: 'execution-abandoned', why: text },
  ];
  const last = entries.at(-1) as Entry;
  return [
    ...entries.map((entry) => spoil(entry) as Entry),
    ...extra.map((body, index): Entry => ({ ...last, n: last.n + index + 1, body })),
  ];
}

test('forms without outside text are within Slack’s limits', () => {
  const { incident } = factsOf(deciding());
  for (const action of reasonedActions) expectGoodView(drawReasonForm(action, incident.id, null, '{}'));
  expectGoodView(waitingForm('vote-form', 'Approve rollback', '{}', 'Reading …'));
  expectGoodView(drawNoteForm(incident.id, incident.declaredAt, '{}'));
  expectGoodView(drawIdentificationForm(incident.id, incident.identifiedAt, '{}'));
  expectGoodView(
    drawChooseBackupForm(
      incident.id,
      Array.from({ length: 150 }, () => aBackup()),
      '{}',
    ),
  );
  expectGoodView(drawLookingView('Decision', null));
});

test('lists and help without outside text are within Slack’s limits', () => {
  for (const command of ['incident', 'rollback', 'backup'] as const) expectGoodMessage(drawHelp(command));
  expectGoodMessage(drawOldButton());
  expectGoodMessage(
    drawBackupList(
      'PromptRefine',
      Array.from({ length: 60 }, () => aBackup()),
    ),
  );
  expectGoodMessage(drawBackupList('PromptRefine', []));
  expectGoodMessage(drawBackupTaken('PromptRefine', aBackup()));
  expectGoodMessage(drawIncidentList([]));
});
