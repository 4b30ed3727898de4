/** Clients that go on enrolling, and what the service acknowledged to them. */
export interface Traffic {
  /** Ids of the waitlist entries that were acknowledged. */
  acknowledged(): readonly number[];
  stop(): Promise<void>;
}

/** So many requests a second, one at a time. What fails is not counted: a client would try again. */
export function startTraffic(baseUrl: string, perSecond: number): Traffic {
  const ids: number[] = [];
  const ended = new AbortController();
  const enrol = async () => {
    const response = await fetch(`${baseUrl}/api/waitlist`, { method: 'POST', signal: ended.signal });
    const { id } = (await response.json()) as { id?: number };
    if (response.status === 201 && id !== undefined) ids.push(id);
  };
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(enrol).catch(() => undefined);
  }, 1_000 / Math.max(perSecond, 0.001));
  if (perSecond <= 0) clearInterval(timer);
  return {
    acknowledged: () => [...ids],
    stop: async () => {
      clearInterval(timer);
      ended.abort();
      await last;
    },
  };
}
