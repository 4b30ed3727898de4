import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { foldEntries } from '../../../src/engine/fold.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { restoreStory } from '../../support/restore-story.ts';
import { terminalWorld } from './terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const { run } = terminalWorld({ service: () => shop.url, store: () => journal.url });

/** Two incidents: INC-1 is a restore from declaration to close, INC-2 is live. */
beforeAll(async () => {
  const store = await openStore({ databaseUrl: journal.url });
  const [first, ...rest] = restoreStory;
  if (first === undefined) throw new Error('a story begins');
  const opening = { service: 'promptrefine', environment: 'production', draft: first } as Parameters<
    typeof store.entries.open
  >[0];
  for (const more of [rest, []]) {
    const opened = await store.entries.open(opening);
    const read = await store.entries.read(opened.id, 0);
    const head = foldEntries(opened.id, null, read?.entries ?? [])?.head;
    if (head === undefined) throw new Error('it was opened');
    if (more.length > 0) expect((await store.entries.append(opened.id, head, more, {})).kind).toBe('appended');
  }
  await store.close();
});

test('verify compares with heads that the thread showed, and proves up to the last that agrees', async () => {
  const entries = (await run('incident', 'timeline', 'INC-1', '--format', 'json')).out.split('\n');
  const { n, digest } = JSON.parse(entries[4] ?? '{}');
  const proved = await run('incident', 'verify', 'INC-1', '--head', `${n}:${digest.slice(0, 12)}`);
  expect(proved.out).toContain(`Entries 1 to ${n} are those that were shown: proved from outside`);
  const forged = await run('incident', 'verify', 'INC-1', '--head', '5:000000000000');
  expect(forged.code).toBe(1);
  expect(forged.out).toContain('Entry 5 was shown as 000000000000, and is ');
}, 60_000);

describe('incidents in the terminal', { timeout: 60_000 }, () => {
  test('are listed with their state, and with --live only those that are not closed', async () => {
    const all = await run('incident', 'list');
    expect(all.code, all.err).toBe(0);
    expect(all.out.split('\n').sort()).toEqual([
      expect.stringMatching(/^INC-1 +promptrefine \(production\), declared .* UTC, closed .* UTC$/),
      expect.stringMatching(/^INC-2 +promptrefine \(production\), declared .* UTC, live$/),
    ]);
    expect((await run('incident', 'list', '--live', '--format', 'json')).out).toMatch(/^\{"id":"INC-2".*\}$/);
  });

  test('show tells where one stands, in words or whole', async () => {
    const shown = await run('incident', 'show', 'inc-1');
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out).toMatch(/^INC-1 {2}promptrefine \(production\): closed\n/);
    expect(shown.out).toMatch(/\n {2}decision +U0DANA \(team lead\) approved the rollback: revision 1/);
    expect(shown.out).toMatch(/\n {2}- Promote .*: done/i);
    expect(JSON.parse((await run('incident', 'show', 'INC-1', '--format', 'json')).out)).toMatchObject({
      id: 'INC-1',
      phase: 'closed',
    });
  });

  test('timeline tells what happened, as text, as Markdown and as entries', async () => {
    const text = await run('incident', 'timeline', 'INC-1', '--zone', 'UTC');
    expect(text.code, text.err).toBe(0);
    expect(text.out).toMatch(/^\d\d:\d\d:\d\d UTC .*U0SAM.*declared/);
    expect(text.out).toContain('customers are asking');
    const markdown = (await run('incident', 'timeline', 'INC-1', '--format', 'md')).out;
    expect(markdown).toMatch(/^# INC-1\n\n- \*\*\d\d:\d\d:\d\d UTC\*\* /);
    const entries = (await run('incident', 'timeline', 'INC-1', '--format', 'json')).out
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toHaveLength(restoreStory.length);
    expect(entries.map(({ n }) => n)).toEqual(entries.map((_, index) => index + 1));
  });

  test('verify says what is proved and what cannot be', async () => {
    const whole = await run('incident', 'verify', 'INC-1');
    expect(whole).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ INC-1: \d+ entries in one unbroken chain\./),
    });
    expect(whole.out).toMatch(/Not proved: that whoever owns this database did not compute the whole chain anew/);
  });

  test('verify finds the entry that was changed behind the journal’s back', async () => {
    await onServer(async (client) => {
      await client.query('SET session_replication_role = replica');
      await client.query(
        "UPDATE recourse.entry SET body = replace(body, 'customers are asking', 'nobody is asking') WHERE body LIKE '%customers are asking%'",
      );
    }, journal.name);
    const broken = await run('incident', 'verify', 'INC-1');
    const noted = restoreStory.findIndex(({ body }) => body.kind === 'note-added') + 1;
    expect(broken).toMatchObject({
      code: 1,
      out: expect.stringContaining(`✗ INC-1: the journal is broken: entry ${noted} was changed after it was written`),
    });
  });
});

describe('the report of an incident', { timeout: 60_000 }, () => {
  test('postmortem writes the report as Markdown, as a page and as facts (G12)', async () => {
    const written = await run('incident', 'postmortem', 'INC-1');
    expect(written.code, written.err).toBe(0);
    expect(written.out).toMatch(/^# INC-1: .* \(production\)\n\nClosed /);
    expect(written.out).toContain('## Root cause\n\n> a wrong condition');
    expect((await run('incident', 'postmortem', 'INC-1', '--format', 'html')).out).toMatch(/^<!doctype html>/);
    const facts = JSON.parse((await run('incident', 'postmortem', 'INC-1', '--format', 'json')).out);
    expect(facts).toMatchObject({ incident: 'INC-1', path: { used: 'restore', carriedOut: true } });
    expect((await run('incident', 'postmortem', 'INC-2')).out).toContain('This is a draft');
    expect((await run('incident', 'postmortem', 'INC-9')).err).toContain('There is no incident INC-9');
  });
});

describe('what cannot be meant', { timeout: 60_000 }, () => {
  test.each([
    ['an incident that there is not', ['incident', 'timeline', 'INC-9'], 1, /There is no incident INC-9/],
    [
      'a word that is no incident',
      ['incident', 'show', 'seven'],
      2,
      /"seven" is no incident: expected one such as INC-7/,
    ],
    ['a zone that is none', ['incident', 'timeline', 'INC-1', '--zone', 'Mars'], 2, /"Mars" is no time zone/],
  ])('%s is refused', async (_, args, code, says) => {
    expect(await run(...args)).toMatchObject({ code, out: '', err: expect.stringMatching(says) });
  });
});

test('a journal that cannot be reached is said without its password', async () => {
  const away = terminalWorld({
    service: () => shop.url,
    store: () => 'postgresql://recourse:opensesame@127.0.0.1:1/recourse',
  });
  const said = await away.run('incident', 'list');
  expect(said).toMatchObject({ code: 1, out: '' });
  expect(said.err).toMatch(/→ /);
  expect(said.err).not.toContain('opensesame');
});
