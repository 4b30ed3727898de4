import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { IncidentId, Instant } from '../../../src/domain/ids.ts';
import type { Lease } from '../../../src/ports/entry-store.ts';
import { closed, type headOf, note, openIncident } from './fixtures.ts';
import { freshStore, homes } from './homes.ts';

const LEASE_MS = 400;
/** Whoever has seen this entry has seen all there are. */
const lastEntry = 1_000_000;

/** Claims until it has this incident; others that are due are put to sleep. */
async function claim(store: Store, id: IncidentId, holder: string): Promise<Lease> {
  for (const began = performance.now(); performance.now() - began < 10_000; ) {
    const lease = await store.leases.claim(holder);
    if (lease?.id === id) return lease;
    if (lease !== null) await store.leases.release(lease, null, lastEntry);
  }
  throw new Error(`${id} cannot be claimed`);
}

/** Whether this incident is among those that are due now. Puts all that are to sleep. */
async function isDue(store: Store, id?: IncidentId): Promise<boolean> {
  let found = false;
  for (let lease = await store.leases.claim('night'); lease !== null; lease = await store.leases.claim('night')) {
    found ||= lease.id === id;
    await store.leases.release(lease, null, lastEntry);
  }
  return found;
}

async function msFromNow(store: Store, ms: number): Promise<Instant> {
  return new Date(Date.parse(await store.entries.now()) + ms).toISOString() as Instant;
}

describe.each(homes)('a lease on the %s', (home) => {
  const store = freshStore(home, { leaseMs: LEASE_MS });
  claiming(store);
  losing(store);
  waking(store);
});

function claiming(store: () => Store): void {
  test('goes to one of many that claim at once, under a fence of its own', async () => {
    await isDue(store());
    const opened = await Promise.all([openIncident(store()), openIncident(store()), openIncident(store())]);
    const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => store().leases.claim(`holder-${n}`)));
    const leases = claims.filter((lease) => lease !== null);
    for (const { id } of opened) {
      expect(leases.filter((lease) => lease.id === id)).toMatchObject([{ fence: 1, takenFrom: null }]);
    }
  });

  test('is renewed by its holder for as long as it likes', async () => {
    const { id, head } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    const began = performance.now();
    while (performance.now() - began < LEASE_MS * 2) expect(await store().leases.renew(lease)).toBe(true);
    expect((await store().entries.append(id, head, [note('still mine')], { fence: lease.fence })).kind).toBe(
      'appended',
    );
  });

  test('of a closed incident is given to nobody', async () => {
    const { id, head } = await openIncident(store());
    await store().entries.append(id, head, [closed], {});
    expect(await isDue(store(), id)).toBe(false);
  });
}

function losing(store: () => Store): void {
  test('that runs out is taken over, names whom it was taken from, and leaves the old holder without rights', async () => {
    const { id, head } = await openIncident(store());
    const old = await claim(store(), id, 'paused');
    const second = await claim(store(), id, 'second');
    expect(second).toMatchObject({ takenFrom: 'paused', fence: old.fence + 1 });
    expect(await store().leases.renew(old)).toBe(false);
    expect((await store().entries.append(id, head, [note('late')], { fence: old.fence })).kind).toBe('fenced-off');
    await store().leases.release(old, null, 1);
    expect(await store().leases.renew(second)).toBe(true);
    expect((await store().entries.append(id, head, [note('mine')], { fence: second.fence })).kind).toBe('appended');
  });

  test('that ran out is lost even before anybody else has taken it', async () => {
    const { id, head } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    await expect.poll(() => lapsed(store(), id, head, lease), { timeout: 5000 }).toBe('fenced-off');
    expect(await store().leases.renew(lease)).toBe(false);
    expect(await claim(store(), id, 'b')).toMatchObject({ takenFrom: 'a', fence: lease.fence + 1 });
  });
}

/** What an append under the lease would meet, without writing anything: its time is over anyway. */
async function lapsed(store: Store, id: IncidentId, head: Awaited<ReturnType<typeof headOf>>, lease: Lease) {
  const past = '2020-01-01T00:00:00.000Z' as Instant;
  return (await store.entries.append(id, head, [note('no')], { fence: lease.fence, notAfter: past })).kind;
}

function waking(store: () => Store): void {
  test('that is given back is free at once for whoever is due, and comes from nobody', async () => {
    const { id } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    await store().leases.release(lease, await store().entries.now(), 1);
    expect(await claim(store(), id, 'b')).toMatchObject({ takenFrom: null, fence: lease.fence + 1 });
  });

  test('that is given back until later sleeps, until somebody appends', async () => {
    const { id, head } = await openIncident(store());
    await store().leases.release(await claim(store(), id, 'a'), await msFromNow(store(), 3_600_000), 1);
    expect(await isDue(store(), id)).toBe(false);
    await store().entries.append(id, head, [note('wake up')], {});
    expect(await isDue(store(), id)).toBe(true);
  });

  test('that is given back wakes again when somebody wrote while it was held', async () => {
    const { id, head } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    await store().entries.append(id, head, [note('unseen by the holder')], {});
    await store().leases.release(lease, null, head.n);
    expect(await isDue(store(), id)).toBe(true);
  });

  test('that is given back sleeps when its holder has seen all that was written meanwhile', async () => {
    const { id, head } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    await store().entries.append(id, head, [note('seen by the holder')], {});
    await store().leases.release(lease, null, head.n + 1);
    expect(await isDue(store(), id)).toBe(false);
  });

  test('that is given back keeps the hour for which somebody asked meanwhile', async () => {
    const { id, head } = await openIncident(store());
    const lease = await claim(store(), id, 'a');
    const wakeAt = await msFromNow(store(), 300);
    await store().entries.append(id, head, [note('look in a moment')], { wakeAt });
    await store().leases.release(lease, await msFromNow(store(), 3_600_000), head.n + 1);
    expect(await isDue(store(), id)).toBe(false);
    await expect.poll(() => isDue(store(), id), { timeout: 5000 }).toBe(true);
    expect(Date.parse(await store().entries.now())).toBeGreaterThanOrEqual(Date.parse(wakeAt));
  });
}

describe.each(homes)('a request on the %s', (home) => {
  const store = freshStore(home);

  test('is first once, among many at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => store().repeats.first('action/1/2/3')));
    expect(answers.filter((first) => first)).toHaveLength(1);
    expect(await store().repeats.first('action/1/2/4')).toBe(true);
  });
});
