import { Fence, toInstant } from '../../src/domain/ids.ts';
import type { LogEntry, LogLease, LogPlace, WorkLog } from '../../src/ports/work-log.ts';

interface Head {
  readonly place: LogPlace;
  readonly entries: LogEntry<never>[];
  due: boolean;
  fence: number;
  holder: string | null;
  leaseUntilMs: number;
}

/** As the store's: ten seconds, in ms. */
const LEASE_MS = 10_000;

/** A log of work in memory, with the guards of the real one and a clock that only the test moves. */
export function memoryWorkLog<Body>(nowMs: () => number): WorkLog<Body> {
  const heads = new Map<string, Head>();
  const used = new Set<string>();
  const keyOf = ({ service, environment }: LogPlace) => `${service}/${environment}`;
  const headOf = (place: LogPlace): Head => {
    const known = heads.get(keyOf(place));
    if (known !== undefined) return known;
    const head: Head = { place, entries: [], due: false, fence: 0, holder: null, leaseUntilMs: 0 };
    heads.set(keyOf(place), head);
    return head;
  };
  const holds = (lease: Pick<LogLease, 'service' | 'environment'> & { fence: number }) => {
    const head = headOf(lease);
    return head.holder !== null && head.fence === lease.fence ? head : null;
  };
  const isHeld = (lease: Parameters<typeof holds>[0]) => (holds(lease)?.leaseUntilMs ?? 0) > nowMs();
  const push = (head: Head, entry: Pick<LogEntry<never>, 'by' | 'body' | 'once'>) => {
    if (entry.once !== null) used.add(entry.once);
    head.entries.push({ n: head.entries.length + 1, recordedAt: toInstant(new Date(nowMs())), ...entry });
  };
  return {
    async read(place) {
      return { entries: [...headOf(place).entries], now: toInstant(new Date(nowMs())) };
    },
    async append(place, expected, { body, by }, { once = '', fence, work }) {
      const head = headOf(place);
      if (used.has(once)) return 'repeated';
      if (fence !== undefined && !isHeld({ ...place, fence })) return 'fenced-off';
      if (head.entries.length !== expected) return 'conflict';
      push(head, { by, body: body as never, once: once === '' ? null : once });
      if (work !== undefined) head.due = work === 'due';
      return 'appended';
    },
    async claim(holder, among) {
      const free = [...heads.values()].filter(
        (each) => each.due && (each.holder === null || each.leaseUntilMs <= nowMs()),
      );
      const known = free.filter((each) => among.some((place) => each === headOf(place)));
      const head = known.toSorted((left, right) => left.fence - right.fence)[0];
      if (head === undefined) return null;
      Object.assign(head, { fence: head.fence + 1, holder, leaseUntilMs: nowMs() + LEASE_MS });
      return { ...head.place, fence: Fence.parse(head.fence) };
    },
    async renew(lease) {
      if (!isHeld(lease)) return false;
      headOf(lease).leaseUntilMs = nowMs() + LEASE_MS;
      return true;
    },
    async release(lease, settled) {
      const head = holds(lease);
      if (head === null) return;
      head.holder = null;
      if (settled) head.due = false;
    },
  };
}
