import { digestOf } from '../../src/domain/canonical.ts';
import type { Draft, Entry } from '../../src/domain/entry.ts';
import { Fence, type IncidentId, type Instant, toInstant } from '../../src/domain/ids.ts';
import type { AppendGuard, AppendResult, EntryStore, Lease } from '../../src/ports/entry-store.ts';
import { storyIncident } from './restore-story.ts';

/** One journal in memory, with the guards of a real store and a clock that only the test moves. */
export interface MemoryStore {
  readonly store: EntryStore;
  entries(): readonly Entry[];
  now(): Date;
  advance(ms: number): void;
  /** The next append is on its way for so long: the clock moves on before it arrives. */
  delayNext(ms: number): void;
  /** A lease under a new fence; whoever held an older one can write nothing more under it. */
  lease(): Lease;
}

export function memoryStore(begins: Date, first: Draft): MemoryStore {
  let clockMs = begins.getTime();
  let fence = 0;
  let delayMs = 0;
  const used = new Set<string>();
  const entries: Entry[] = [];
  write([first]);

  function write(drafts: readonly Draft[]): Entry[] {
    const at = toInstant(new Date(clockMs));
    return drafts.map((draft) => {
      const n = entries.length + 1;
      const previous = entries.at(-1)?.digest ?? null;
      const entry = {
        ...draft,
        n,
        occurredAt: draft.occurredAt ?? at,
        recordedAt: at,
        digest: digestOf({ n }),
        previous,
      };
      entries.push(entry);
      return entry;
    });
  }

  function append(head: { readonly n: number }, drafts: readonly Draft[], guard: AppendGuard): AppendResult {
    clockMs += delayMs;
    delayMs = 0;
    const { once = '' } = guard;
    if (used.has(once)) return { kind: 'repeated' };
    if ((guard.fence ?? fence) !== fence) return { kind: 'fenced-off' };
    if (head.n !== entries.length) return { kind: 'conflict' };
    const now = toInstant(new Date(clockMs));
    if (isOutOfTime(now, guard)) return { kind: 'out-of-time', now };
    if (once !== '') used.add(once);
    return { kind: 'appended', entries: write(drafts) };
  }

  const notHere = () => Promise.reject(new Error('there is one incident here, and it is open'));
  return {
    store: {
      open: notHere,
      readChain: notHere,
      list: async () => [],
      listen: async () => async () => undefined,
      now: async () => toInstant(new Date(clockMs)),
      read: async (_: IncidentId, after: number) => ({
        entries: entries.slice(after),
        now: toInstant(new Date(clockMs)),
      }),
      append: async (_, head, drafts, guard) => append(head, drafts, guard),
    },
    entries: () => entries,
    now: () => new Date(clockMs),
    advance: (ms) => {
      clockMs += ms;
    },
    delayNext: (ms) => {
      delayMs = ms;
    },
    lease: () => {
      fence += 1;
      return { id: storyIncident, holder: 'test', fence: Fence.parse(fence), takenFrom: null };
    },
  };
}

function isOutOfTime(now: Instant, { notBefore, notAfter }: AppendGuard): boolean {
  return (notBefore !== undefined && now < notBefore) || (notAfter !== undefined && now >= notAfter);
}
