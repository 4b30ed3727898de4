import { describe, expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/ids.ts';
import { granted } from '../../../src/domain/verdict.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { Lease, Leases } from '../../../src/ports/entry-store.ts';
import { homes } from '../store/homes.ts';
import { byBot, byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { isDone, type Stage, setStage } from './stage.ts';

const note = byLead({ kind: 'note-added', text: 'is anybody there?' });
const anHour = 3_600_000;

describe.each(homes)('a resting incident, its lease on the %s,', (home) => waking(setStage(home)));

function waking(stage: Stage): void {
  test('sleeps until the instant that the clock named, and wakes for it', async () => {
    const id = await stage.incident();
    const { keepTime, looks } = lookout(1_000);
    const restedAt: { looks: number; at: number }[] = [];
    const leases = releasing(stage, async (release) => {
      restedAt.push({ looks: looks(), at: performance.now() });
      await release();
    });
    stage.conductor({ preparation: [rowStep('one', stage.table())], keepTime, leases });
    await stage.until(id, isDone('one'));
    await expect.poll(() => restedAt.length, { timeout: 10_000 }).toBe(3);
    const [first, , third] = restedAt;
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_900);
  });

  test('wakes for what a person writes while it rests', async () => {
    const id = await stage.incident();
    const { keepTime, looks } = lookout(anHour);
    const rested = Promise.withResolvers<number>();
    const leases = releasing(stage, async (release) => {
      await release();
      rested.resolve(looks());
    });
    stage.conductor({ preparation: [rowStep('one', stage.table())], keepTime, leases });
    const before = await rested.promise;
    await tell(stage.store(), id, note);
    await expect.poll(looks).toBeGreaterThan(before);
  });

  test('loses no wake between its decision to rest and the end of its lease', async () => {
    const id = await stage.incident();
    const { keepTime, looks } = lookout(anHour);
    let written = 0;
    const leases = releasing(stage, async (release) => {
      if (written === 0) {
        await tell(stage.store(), id, note);
        written = looks();
      }
      await release();
    });
    stage.conductor({ preparation: [rowStep('one', stage.table())], keepTime, leases });
    await expect.poll(() => written > 0 && looks() > written).toBe(true);
  });

  test('moves on when the clock itself wrote what asks for a move, last thing before the rest', async () => {
    const id = await stage.incident();
    const reopening = byBot({ kind: 'step-reopened', step: 'one', why: 'the clock asks for it' });
    let asked = false;
    const keepTime = async ({ fence }: Lease) => {
      const { steps } = await stage.fold(id);
      if (asked || steps['one']?.status !== 'failed') return null;
      asked = true;
      await openJournal(stage.store().entries).append(id, () => granted({ drafts: [reopening] }), { fence });
      return null;
    };
    let tries = 0;
    const before = () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
    };
    stage.conductor({ preparation: [rowStep('one', stage.table(), { before })], keepTime });
    await stage.until(id, isDone('one'));
    expect(tries).toBe(2);
  });
}

/** The stage's leases, with something around each release. */
function releasing(stage: Stage, around: (release: () => Promise<void>) => Promise<void>): Leases {
  const { leases } = stage.store();
  return { ...leases, release: (lease, wakeAt, seen) => around(() => leases.release(lease, wakeAt, seen)) };
}

/** The clock's part, called again whenever somebody looks at the incident. */
function lookout(nextMs: number) {
  let looks = 0;
  const keepTime = async () => {
    looks += 1;
    return toInstant(new Date(Date.now() + nextMs));
  };
  return { keepTime, looks: () => looks };
}
