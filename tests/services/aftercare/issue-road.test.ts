import { describe, expect, test } from 'vitest';
import { githubIssues } from '../../../src/adapters/github/issues.ts';
import { issueWords } from '../../../src/compose/issue-words.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { dueDispatches, SENDER_SILENT_MS, waitAfter } from '../../../src/plan/aftercare/dispatches.ts';
import { carryOut } from '../../../src/services/aftercare/carry-out.ts';
import { issueRoad } from '../../../src/services/aftercare/issue-road.ts';
import { sendAgain } from '../../../src/services/aftercare/settle-follow-up.ts';
import { type Fault, githubWire } from '../../adapters/github/github-wire.ts';
import { closedJournal, id } from './closed-journal.ts';

/** A closed incident whose service has its issues in a repository, and all that is sent there until nothing is due. */
async function reporting(...faults: readonly Fault[]) {
  const journal = await closedJournal();
  const wire = await githubWire();
  wire.faults.push(...faults);
  const github = ServicePolicy.shape.github.parse({ repository: 'acme/shop', token_env: 'GITHUB_TOKEN' });
  const service = { ...journal.service, github };
  const house = { ...journal.replica(), services: [service] };
  const words = issueWords(async () => new Map());
  const road = issueRoad({ house, tracker: githubIssues(wire.wishes), words });
  const due = async () =>
    dueDispatches(await journal.incident(), service, journal.memory.now()).filter((name) => name.startsWith('issue/'));
  const sendAll = async () => {
    for (let names = await due(); names.length > 0; names = await due()) {
      for (const name of names) await carryOut({ house, holder: 'a' }, id, name, road);
    }
  };
  return { ...journal, ...wire, sendAll, due };
}

describe('an incident’s issue in its repository (B1, B11, G12)', () => {
  test('is opened, told at each turn, and closed with the post-mortem', async () => {
    const { issues, sendAll, incident } = await reporting();
    await sendAll();
    const [issue, another] = issues;
    expect(another).toBeUndefined();
    expect(issue).toMatchObject({
      state: 'closed',
      title: 'INC-7: PromptRefine (production): GET /api/prompts answers 500',
    });
    expect(issue?.body).toContain('Migration: `0007_tidy_prompt_history`');
    expect(issue?.body).toContain('Correlation ids of failing requests: none were given');
    const comments = issue?.comments.map(({ body }) => body) ?? [];
    expect(comments).toHaveLength(4);
    expect(comments[0]).toContain('The plan is ready to be decided on');
    expect(comments[1]).toContain('**approved** the rollback');
    expect(comments[2]).toContain('**Recovered.**');
    expect(comments[3]).toContain('## Root cause');
    expect((await incident()).dispatches['issue/close']?.standing).toBe('done');
  });

  test.each<[string, Fault]>([
    ['cut off after it was opened', 'cut-after'],
    ['cut off before it was opened', 'cut-before'],
    ['answered with a fault', { status: 503 }],
  ])('%s, there is one issue in the end', async (_, fault) => {
    const { issues, sendAll, memory, incident } = await reporting(fault);
    await sendAll();
    expect((await incident()).dispatches['issue/open']).toMatchObject({ standing: 'failed' });
    memory.advance(waitAfter(1) ?? 0);
    await sendAll();
    expect(issues).toHaveLength(1);
    expect(issues[0]?.state).toBe('closed');
  });
});

describe('an issue that a dead sender left (B1)', () => {
  test('is found and not opened again, also where GitHub’s clock lies behind ours', async () => {
    const { issues, sendAll, memory, write, incident } = await reporting();
    const { declaredAt } = await incident();
    const html_url = 'https://github.example.com/acme/shop/issues/1';
    const body = `<!-- recourse ${id} ${declaredAt} issue/open -->`;
    // GitHub's clock is not ours: it may lie hours behind.
    const updated_at = new Date(Date.parse(declaredAt) - 3 * 3_600_000).toISOString();
    issues.push({ number: 1, title: '', body, state: 'open', html_url, updated_at, comments: [] });
    const began = { kind: 'dispatch-began', dispatch: 'issue/open', attempt: 1, holder: 'dead' } as const;
    await write([{ by: { kind: 'bot' }, body: began }]);
    memory.advance(SENDER_SILENT_MS);
    await sendAll();
    expect(issues).toHaveLength(1);
    expect((await incident()).dispatches['issue/open']).toMatchObject({ standing: 'done', where: html_url });
  });

  test('is found among hundreds, on whichever page it stands', async () => {
    const { issues, sendAll, memory, write, incident } = await reporting();
    const { declaredAt } = await incident();
    const one = (number: number, body: string) => ({
      ...{ number, title: '', body, state: 'open' as const, comments: [] },
      html_url: `https://github.example.com/acme/shop/issues/${number}`,
      updated_at: declaredAt,
    });
    issues.push(one(1, `<!-- recourse ${id} ${declaredAt} issue/open -->`));
    for (let number = 2; number <= 250; number += 1) issues.push(one(number, 'somebody else’s'));
    await write([
      { by: { kind: 'bot' }, body: { kind: 'dispatch-began', dispatch: 'issue/open', attempt: 1, holder: 'dead' } },
    ]);
    memory.advance(SENDER_SILENT_MS);
    await sendAll();
    expect(issues).toHaveLength(250);
    expect(issues[0]).toMatchObject({ state: 'closed' });
  });
});

describe('when GitHub does not take an issue (B1)', () => {
  test.each<[string, Fault]>([
    ['a wrong token', { status: 401 }],
    ['a right that is missing', { status: 403 }],
    ['a repository that is not there', { status: 404 }],
  ])('%s waits for a person, who mends it and has it sent again', async (_, fault) => {
    const { issues, sendAll, incident, asking, replica } = await reporting(fault);
    await sendAll();
    expect((await incident()).dispatches['issue/open']).toMatchObject({ standing: 'failed', againAt: null });
    await sendAgain(replica(), asking('retry'), { incident: id, dispatch: 'issue/open' });
    await sendAll();
    expect(issues).toMatchObject([{ state: 'closed' }]);
  });

  test.each<[string, Fault, number]>([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '120' } }, 120_000],
    ['a second limit', { status: 403, headers: { 'retry-after': '90' } }, 90_000],
    ['502', { status: 502 }, waitAfter(1) ?? 0],
  ])('%s is tried again by itself, and not before GitHub wants it', async (_, fault, waitMs) => {
    const { issues, sendAll, memory } = await reporting(fault);
    await sendAll();
    memory.advance(waitMs - 1_000);
    await sendAll();
    expect(issues).toEqual([]);
    memory.advance(1_000);
    await sendAll();
    expect(issues).toMatchObject([{ state: 'closed' }]);
  });

  test('a refusal is seen in the timeline, and what comes after waits for the issue', async () => {
    const { issues, sendAll, incident, due } = await reporting({ status: 404 });
    await sendAll();
    expect(issues).toEqual([]);
    expect((await incident()).dispatches['issue/open']).toMatchObject({
      againAt: null,
      why: 'GitHub answered 404: there is no such repository, or the token may not see it',
    });
    expect(await due()).toEqual([]);
  });
});
