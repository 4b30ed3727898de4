import { describe, expect, test } from 'vitest';
import { SENDER_SILENT_MS, waitAfter } from '../../../src/plan/aftercare/dispatches.ts';
import type { Found, Road, Sent } from '../../../src/ports/roads.ts';
import { carryOut } from '../../../src/services/aftercare/carry-out.ts';
import { sendAgain } from '../../../src/services/aftercare/settle-follow-up.ts';
import { closedJournal, id } from './closed-journal.ts';

const name = 'postmortem/file';
const arrived: Sent = { kind: 'arrived', where: 'there' };

/** A road on which every parcel is written down; what becomes of it is for the test to say. */
function road(mayBeFound: boolean, sends: readonly Sent[], finds: readonly Found[] = []) {
  const sent: string[] = [];
  const [left, looks] = [[...sends], [...finds]];
  const built: Road = {
    mayBeFound,
    send: async (parcel) => {
      sent.push(parcel.name);
      return left.shift() ?? arrived;
    },
    find: async () => looks.shift() ?? { kind: 'not-there' },
  };
  return { built, sent };
}

async function twoReplicas() {
  const journal = await closedJournal();
  const [a, b] = ['a', 'b'].map((holder) => ({ house: journal.replica(), holder }));
  if (a === undefined || b === undefined) throw new Error('two');
  return { ...journal, a, b };
}

describe('what is sent out of the house (G12, B1)', () => {
  test('two replicas that begin at once send it once', async () => {
    const { a, b, kinds } = await twoReplicas();
    const { built, sent } = road(true, []);
    await Promise.all([carryOut(a, id, name, built), carryOut(b, id, name, built)]);
    expect(sent).toEqual([name]);
    expect(kinds().slice(-2)).toEqual(['dispatch-began', 'dispatch-done']);
  });

  test('an outage is written down with the time of the next attempt, and nobody tries before it', async () => {
    const { a, b, memory, incident } = await twoReplicas();
    const { built, sent } = road(true, [{ kind: 'failed', why: 'no answer', again: true }]);
    await carryOut(a, id, name, built);
    expect((await incident()).dispatches[name]).toMatchObject({ standing: 'failed', why: 'no answer' });
    await carryOut(b, id, name, built);
    expect(sent).toHaveLength(1);
    memory.advance(waitAfter(1) ?? 0);
    await carryOut(b, id, name, built);
    expect((await incident()).dispatches[name]).toMatchObject({ standing: 'done', attempts: 2, where: 'there' });
  });

  test('what asks for patience is given it', async () => {
    const { a, incident, memory } = await twoReplicas();
    const { built } = road(true, [{ kind: 'failed', why: 'slow down', again: true, afterMs: 600_000 }]);
    await carryOut(a, id, name, built);
    const { againAt } = (await incident()).dispatches[name] ?? {};
    expect(Date.parse(againAt ?? '') - memory.now().getTime()).toBe(600_000);
  });

  test('a refusal for good is told once, and tried again only when somebody asks', async () => {
    const { a, b, memory, incident, asking } = await twoReplicas();
    const { built, sent } = road(true, [{ kind: 'failed', why: 'forbidden', again: false }]);
    await carryOut(a, id, name, built);
    memory.advance(10 * 86_400_000);
    await carryOut(b, id, name, built);
    expect(sent).toHaveLength(1);
    expect(await sendAgain(a.house, asking('again'), { incident: id, dispatch: name })).toMatchObject({
      kind: 'granted',
    });
    await carryOut(b, id, name, built);
    expect((await incident()).dispatches[name]?.standing).toBe('done');
  });
});

describe('a sender that died in the middle', () => {
  async function diedSending(mayBeFound: boolean, finds: readonly Found[]) {
    const journal = await twoReplicas();
    const body = { kind: 'dispatch-began', dispatch: name, attempt: 1, holder: 'dead' } as const;
    await journal.write([{ by: { kind: 'bot' }, body }]);
    const way = road(mayBeFound, [], finds);
    await carryOut(journal.b, id, name, way.built);
    expect(way.sent, 'not while it may still be sending').toEqual([]);
    journal.memory.advance(SENDER_SILENT_MS);
    await carryOut(journal.b, id, name, way.built);
    return { ...journal, ...way };
  }

  test('what had arrived is found, and only recorded', async () => {
    const { sent, memory } = await diedSending(true, [{ kind: 'found', where: 'here' }]);
    expect(sent).toEqual([]);
    expect(memory.entries().at(-1)?.body).toEqual({
      kind: 'dispatch-done',
      dispatch: name,
      where: 'here',
      found: true,
    });
  });

  test('what had not arrived is sent', async () => {
    expect((await diedSending(true, [{ kind: 'not-there' }])).sent).toEqual([name]);
  });

  test('what cannot be looked for now is not sent now', async () => {
    const { sent, incident } = await diedSending(true, [{ kind: 'cannot-tell', why: 'away' }]);
    expect(sent).toEqual([]);
    expect((await incident()).dispatches[name]).toMatchObject({ standing: 'failed', why: 'away' });
  });

  test('what can never be looked for is said to be unknown, and never sent again by itself (S10)', async () => {
    const { sent, incident, memory, b, built } = await diedSending(false, []);
    expect((await incident()).dispatches[name]?.standing).toBe('unknown');
    memory.advance(10 * 86_400_000);
    await carryOut(b, id, name, built);
    expect(sent).toEqual([]);
  });
});
