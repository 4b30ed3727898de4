import type { DrillPhase, PhaseTime } from '../../domain/drill.ts';
import type { Clock } from '../../ports/clock.ts';

/** Times the phases of a drill, one after the other. */
export interface Stopwatch {
  /** Ends the phase that runs and begins the next; one that runs already goes on. */
  begin(phase: DrillPhase): void;
  end(): void;
  /** Null between phases. */
  current(): DrillPhase | null;
  times(): readonly PhaseTime[];
}

/** @param ended hears of every phase as it ends */
export function startStopwatch(clock: Clock, ended: (time: PhaseTime) => void): Stopwatch {
  const times: PhaseTime[] = [];
  let running: { readonly phase: DrillPhase; readonly at: number } | null = null;
  const end = () => {
    if (running === null) return;
    const time = { phase: running.phase, durationMs: Math.max(0, clock.now().getTime() - running.at) };
    running = null;
    times.push(time);
    ended(time);
  };
  return {
    begin: (phase) => {
      if (running?.phase === phase) return;
      end();
      running = { phase, at: clock.now().getTime() };
    },
    end,
    current: () => running?.phase ?? null,
    times: () => times,
  };
}
