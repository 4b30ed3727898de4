import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import { verifyChain } from '../../../src/domain/chain.ts';
import { type Digest, Fence, type IncidentId, Instant } from '../../../src/domain/ids.ts';
import type { AppendGuard, AppendResult } from '../../../src/ports/entry-store.ts';
import { note, openIncident } from './fixtures.ts';
import { freshStore, homes } from './homes.ts';

const hours = { past: Instant.parse('2020-01-01T00:00:00.000Z'), future: Instant.parse('2100-01-01T00:00:00.000Z') };

/** One attempt to write, as somebody may make it who knows the newest state, or an old one. */
interface Attempt {
  readonly drafts: number;
  readonly head: 'newest' | 'older' | 'forged';
  readonly fence: 'none' | 'held' | 'old';
  readonly once: number | null;
  readonly notBefore: 'past' | 'future' | null;
  readonly notAfter: 'past' | 'future' | null;
}

const attempts = fc.array(
  fc.oneof(
    fc.record<Attempt>({
      drafts: fc.integer({ min: 1, max: 4 }),
      head: fc.constantFrom('newest', 'newest', 'newest', 'older', 'forged'),
      fence: fc.constantFrom('none', 'none', 'held', 'old'),
      once: fc.option(fc.integer({ min: 1, max: 5 })),
      notBefore: fc.option(fc.constantFrom('past', 'future'), { freq: 2 }),
      notAfter: fc.option(fc.constantFrom('past', 'future'), { freq: 2 }),
    }),
    fc.constantFrom('claim' as const, 'release' as const),
  ),
  { minLength: 1, maxLength: 25 },
);

/** What the port promises, in six lines. */
function promised(attempt: Attempt, known: { used: Set<number>; held: boolean; grown: boolean }): AppendResult['kind'] {
  if (attempt.once !== null && known.used.has(attempt.once)) return 'repeated';
  if (attempt.fence === 'old' || (attempt.fence === 'held' && !known.held)) return 'fenced-off';
  if (attempt.head === 'forged' || (attempt.head === 'older' && known.grown)) return 'conflict';
  if (attempt.notBefore === 'future' || attempt.notAfter === 'past') return 'out-of-time';
  return 'appended';
}

interface Head {
  readonly n: number;
  readonly digest: Digest;
}

class Player {
  readonly store: Store;
  readonly id: IncidentId;
  readonly used = new Set<number>();
  readonly heads: Head[];
  fence = 0;
  held = false;

  constructor(store: Store, id: IncidentId, head: Head) {
    this.store = store;
    this.id = id;
    this.heads = [head];
  }

  async play(move: Attempt | 'claim' | 'release'): Promise<void> {
    if (move === 'claim') return await this.claim();
    if (move === 'release') return await this.release();
    const kind = promised(move, { used: this.used, held: this.held, grown: this.heads.length > 1 });
    const drafts = Array.from({ length: move.drafts }, (_, index) => note(`note ${index}`));
    const result = await this.store.entries.append(this.id, this.headFor(move), drafts, this.guardFor(move));
    expect(result.kind).toBe(kind);
    if (result.kind !== 'appended') return;
    if (move.once !== null) this.used.add(move.once);
    expect(result.entries).toHaveLength(move.drafts);
    for (const { n, digest } of result.entries) this.heads.push({ n, digest });
  }

  private headFor({ head }: Attempt): Head {
    const newest = this.heads.at(-1) as Head;
    if (head === 'forged') return { ...newest, digest: 'f'.repeat(64) as Digest };
    return head === 'newest' ? newest : (this.heads[0] as Head);
  }

  private guardFor({ fence, once, notBefore, notAfter }: Attempt): AppendGuard {
    const number = Fence.parse(fence === 'held' ? this.fence : Math.max(this.fence - 1, 0));
    return {
      ...(fence === 'none' ? {} : { fence: number }),
      ...(once === null ? {} : { once: `${this.id}/${once}` }),
      ...(notBefore === null ? {} : { notBefore: hours[notBefore] }),
      ...(notAfter === null ? {} : { notAfter: hours[notAfter] }),
    };
  }

  private async claim(): Promise<void> {
    const lease = await this.store.leases.claim('player');
    if (this.held) return expect(lease).toBeNull();
    expect(lease?.fence ?? this.fence + 1).toBe(this.fence + 1);
    if (lease === null) return;
    this.fence = lease.fence;
    this.held = true;
  }

  private async release(): Promise<void> {
    const lease = { id: this.id, holder: 'player', fence: Fence.parse(this.fence), takenFrom: null };
    await this.store.leases.release(lease, hours.past, this.heads.length);
    this.held = false;
  }
}

describe.each(homes)('whatever is tried on a journal on the %s', (home) => {
  const store = freshStore(home, { leaseMs: 600_000 });

  test('each attempt ends as the port promises, and the chain stays whole', async () => {
    const seed = Date.now() & 0x7fffffff;
    process.stderr.write(`guards on the ${home}: seed ${seed}\n`);
    const property = fc.asyncProperty(attempts, async (moves) => {
      const { id, head } = await openIncident(store());
      const player = new Player(store(), id, head);
      for (const move of moves) await player.play(move);
      const chain = await store().entries.readChain(id);
      const whole = { kind: 'intact', entries: player.heads.length };
      expect(verifyChain(id, chain?.links ?? [], chain?.head)).toMatchObject(whole);
      await retire(store(), player);
    });
    await fc.assert(property, { seed, numRuns: home === 'server' ? 60 : 20 });
  });
});

/** Leaves nothing that a later run would claim instead of its own incident. */
async function retire(store: Store, player: Player): Promise<void> {
  const head = player.heads.at(-1) as Head;
  const body = { kind: 'incident-closed', rootCause: 'over', pathUsed: 'none' } as const;
  const result = await store.entries.append(player.id, head, [{ body, by: { kind: 'bot' } }], {});
  expect(result.kind).toBe('appended');
}
