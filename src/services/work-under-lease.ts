import type { LogLease, WorkLog } from '../ports/work-log.ts';

/** A lease lasts ten seconds. */
const HEARTBEAT_MS = 2_500;

interface Given {
  readonly log: Pick<WorkLog<never>, 'renew' | 'release'>;
  heard(error: unknown, where: string): void;
  /** What is worked on, for the log. */
  readonly where: string;
}

/**
 * Works while the lease lasts and gives it back; `work` answers whether nothing is left to do. Its signal is aborted when
 * another replica took over, or when we are to stop. Answers whether it ended without an error: whoever does not wait after
 * one would claim the same work again at once, for ever.
 */
export async function workUnderLease(
  { log, heard, where }: Given,
  lease: LogLease,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const heartbeat = setInterval(() => {
    log
      .renew(lease)
      .then((kept) => (kept ? undefined : lost.abort(new Error('another replica took this over'))))
      .catch((error: unknown) => heard(error, `lease for ${where}`));
  }, HEARTBEAT_MS);
  let settled = false;
  let broke = false;
  try {
    settled = await work(signal);
  } catch (error) {
    broke = true;
    heard(error, where);
  } finally {
    clearInterval(heartbeat);
    await log.release(lease, settled).catch((error: unknown) => heard(error, `lease for ${where}`));
  }
  return !broke;
}
