/** What the backend answered to people who list assistants and chat, second by second. */
export interface TwinTraffic {
  /** Answers of the last few seconds. */
  recent(): { readonly ok: number; readonly failed: number };
  setRate(perSecond: number): void;
  stop(): void;
}

/** A failure that lasts shows at once, one late answer does not. */
const REMEMBERED_MS = 3_000;

/** So many requests a second, every fourth of them a message. */
export function startTwinTraffic(baseUrl: string, rate: number): TwinTraffic {
  let answers: { at: number; ok: boolean }[] = [];
  let n = 0;
  const ask = async () => {
    n += 1;
    const [method, path] = n % 4 === 0 ? ['POST', '/api/chat'] : ['GET', '/api/assistants'];
    const ok = await fetch(`${baseUrl}${path}`, { method, signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.body?.cancel().then(() => response.ok) ?? response.ok,
      () => false,
    );
    const at = Date.now();
    answers = [...answers.filter((each) => each.at > at - REMEMBERED_MS), { at, ok }];
  };
  let timer: NodeJS.Timeout | undefined;
  const setRate = (perSecond: number) => {
    clearInterval(timer);
    if (perSecond > 0) timer = setInterval(() => void ask(), 1_000 / perSecond).unref();
  };
  setRate(rate);
  return {
    recent: () => {
      const seen = answers.filter(({ at }) => at > Date.now() - REMEMBERED_MS);
      const ok = seen.filter((each) => each.ok).length;
      return { ok, failed: seen.length - ok };
    },
    setRate,
    stop: () => clearInterval(timer),
  };
}
