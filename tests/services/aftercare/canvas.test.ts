import { describe, expect, test } from 'vitest';
import type { DispatchName } from '../../../src/domain/dispatch.ts';
import { dueDispatches, SENDER_SILENT_MS } from '../../../src/plan/aftercare/dispatches.ts';
import type { Road, Sent } from '../../../src/ports/roads.ts';
import { carryOut } from '../../../src/services/aftercare/carry-out.ts';
import { sendAgain } from '../../../src/services/aftercare/settle-follow-up.ts';
import { closedJournal, id } from './closed-journal.ts';

const refusedByPlan: Sent = { kind: 'failed', why: 'free_teams_cannot_create_non_tabbed_canvases', again: false };
const arrived: Sent = { kind: 'arrived', where: 'https://x.slack.com/docs/T1/F1' };

/** A closed incident, with a canvas road that answers as told. */
async function scene(answers: readonly Sent[]) {
  const journal = await closedJournal();
  const sent: DispatchName[] = [];
  const left = [...answers];
  const canvas: Road = {
    mayBeFound: false,
    find: async () => ({ kind: 'cannot-tell', why: 'never' }),
    send: async ({ name }) => {
      sent.push(name);
      return left.shift() ?? arrived;
    },
  };
  const sender = { house: journal.replica(), holder: 'a' };
  const due = async () => dueDispatches(await journal.incident(), journal.service, journal.memory.now());
  return { ...journal, sent, due, sender, carry: () => carryOut(sender, id, 'postmortem/canvas', canvas) };
}

describe('the post-mortem as a canvas, or as a file (P10, G12)', () => {
  test('is a canvas where the plan allows one, and then no file', async () => {
    const { due, carry } = await scene([arrived]);
    expect(await due()).toEqual(['postmortem/canvas']);
    await carry();
    expect(await due()).toEqual([]);
  });

  test('is a file where the plan, or the app’s rights, have no canvas', async () => {
    const { due, carry } = await scene([refusedByPlan]);
    await carry();
    expect(await due()).toEqual(['postmortem/file']);
  });

  test('waits for Slack where Slack is only away', async () => {
    const { due, carry } = await scene([{ kind: 'failed', why: 'HTTP 503', again: true }]);
    await carry();
    expect(await due()).toEqual([]);
  });

  test('a canvas of which nobody can tell asks a person, is never made again by itself, and the file goes out', async () => {
    const { due, carry, sent, incident, memory, sender, asking } = await scene([{ kind: 'unknown', why: 'no answer' }]);
    await carry();
    expect((await incident()).dispatches['postmortem/canvas']?.standing).toBe('unknown');
    expect(await due()).toEqual(['postmortem/file']);
    memory.advance(10 * SENDER_SILENT_MS);
    await carry();
    expect(sent).toHaveLength(1);
    await sendAgain(sender.house, asking('again'), { incident: id, dispatch: 'postmortem/canvas' });
    expect(await due()).toEqual(['postmortem/canvas']);
  });

  test('a sender that died in the middle leaves one canvas at most', async () => {
    const { due, carry, sent, write, memory, incident } = await scene([]);
    await write([
      {
        by: { kind: 'bot' },
        body: { kind: 'dispatch-began', dispatch: 'postmortem/canvas', attempt: 1, holder: 'dead' },
      },
    ]);
    memory.advance(SENDER_SILENT_MS);
    await carry();
    expect(sent).toEqual([]);
    expect((await incident()).dispatches['postmortem/canvas']?.standing).toBe('unknown');
    expect(await due()).toEqual(['postmortem/file']);
  });

  test('what went out as a file before there were canvases is not made again as one', async () => {
    const { due, write } = await scene([]);
    const dispatch = 'postmortem/file';
    await write([
      { by: { kind: 'bot' }, body: { kind: 'dispatch-began', dispatch, attempt: 1, holder: 'old' } },
      { by: { kind: 'bot' }, body: { kind: 'dispatch-done', dispatch, where: 'here', found: false } },
    ]);
    expect(await due()).toEqual([]);
  });

  test('is always a file where policy says so', async () => {
    const { incident, service, memory } = await scene([]);
    const wish = { ...service, aftercare: { ...service.aftercare, postmortem_as: 'file' as const } };
    expect(dueDispatches(await incident(), wish, memory.now())).toEqual(['postmortem/file']);
  });
});
