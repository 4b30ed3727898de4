import type { Ask } from './acting.ts';
import type { AnswerFailure, Faults } from './server/faults.ts';

interface Which {
  /** A Web API method; any method when left out. */
  readonly method?: string;
  /** How many calls it concerns; one when left out. */
  readonly calls?: number;
}

/** Everything that can be made to go wrong, by one call each. */
export interface FaultSwitches {
  /** The next `count` acknowledgements of the app are lost on the way. */
  dropAcks(count: number): Promise<Faults>;
  /** The next `count` payloads are delivered twice. */
  duplicate(count: number): Promise<Faults>;
  rateLimit(which: Which & { retryAfterSeconds: number }): Promise<Faults>;
  /** Answers come late. */
  delay(which: Which & { ms: number }): Promise<Faults>;
  /** The call takes effect and is never answered. */
  hang(which: Which): Promise<Faults>;
  /** The call takes effect and its connection is cut. */
  cut(which: Which): Promise<Faults>;
  /** The call is refused with an error code of Slack's. */
  fail(which: Which & { code: string }): Promise<Faults>;
  /** `refused` cuts every connection, `unavailable` answers 503 to everything, `none` ends the outage. */
  outage(kind: Faults['outage']): Promise<Faults>;
  /** Cuts Socket Mode connections without a word. Resolves with how many there were to cut. */
  loseSocket(count?: number): Promise<number>;
  /** Asks the app to reconnect, as Slack does every few hours. */
  refreshSockets(reason?: 'warning' | 'refresh_requested'): Promise<void>;
  /** How many messages a channel takes at once before one a second is enforced; 0 switches the limit off. */
  messageBurst(count: number): Promise<Faults>;
  /** Whether methods obey their limits per minute. */
  tiers(on: boolean): Promise<Faults>;
  /** Everything works again. */
  clear(): Promise<Faults>;
}

/** The fault switches of one local Slack. */
export function faultSwitches(ask: Ask): FaultSwitches {
  const set = (patch: object) => ask<Faults>('faults', patch);
  const answer = ({ method, calls }: Which, how: AnswerFailure) => set({ answer: { method, calls, how } });
  return {
    dropAcks: (count) => set({ dropAcks: count }),
    duplicate: (count) => set({ duplicates: count }),
    rateLimit: ({ retryAfterSeconds, ...which }) => answer(which, { kind: 'ratelimited', retryAfterSeconds }),
    delay: ({ ms, ...which }) => answer(which, { kind: 'delay', ms }),
    hang: (which) => answer(which, { kind: 'hang' }),
    cut: (which) => answer(which, { kind: 'cut' }),
    fail: ({ code, ...which }) => answer(which, { kind: 'error', code }),
    outage: (kind) => set({ outage: kind }),
    loseSocket: (count = 1) => ask<number>('sockets/cut', { count }),
    refreshSockets: async (reason = 'refresh_requested') => void (await ask('sockets/refresh', { reason })),
    messageBurst: (count) => set({ messageBurst: count }),
    tiers: (on) => set({ tiers: on }),
    clear: () => set({ clear: true }),
  };
}
