import { anyFailed, type Finding } from '../../domain/finding.ts';
import type { DrillApplication } from '../../ports/outside.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Starts the application on a scratch database, asks it, and stops it whatever came of it (B7). */
export async function tryApplication(
  application: DrillApplication,
  database: string,
  { watch, effort }: { readonly watch: Stopwatch; readonly effort: Effort },
): Promise<readonly Finding[]> {
  watch.begin('application');
  effort.progress('Starting the application on the scratch database');
  const stranger = await application.health.run({ readOnly: true }, effort);
  if (!anyFailed(stranger)) return [strangerAnswers];
  const stop = new AbortController();
  const ended = new AbortController();
  const running = application.run(database, { ...effort, signal: AbortSignal.any([effort.signal, stop.signal]) }).then(
    (end) => ended.abort(new EndedByItself(end)),
    (error: unknown) => ended.abort(error),
  );
  try {
    const asking = { ...effort, signal: AbortSignal.any([effort.signal, ended.signal]) };
    const health = about(await application.health.run({ readOnly: false }, asking));
    if (anyFailed(health) || application.checks === null) return health;
    watch.begin('smoke');
    effort.progress('Asking the application’s smoke checks');
    return [...health, ...about(await application.checks.run({ readOnly: false }, asking))];
  } catch (error) {
    if (effort.signal.aborted || !(error instanceof EndedByItself)) throw error;
    return [error.finding];
  } finally {
    stop.abort(new Error('the drill is done with it'));
    await running;
  }
}

class EndedByItself extends Error {
  readonly finding: Finding;

  constructor({ exitCode, output }: { readonly exitCode: number; readonly output: string }) {
    super('the application ended by itself');
    const said = output.trim().slice(-1_000) || 'nothing';
    this.finding = {
      check: 'application',
      result: 'failed',
      say: `the application ended by itself with exit code ${exitCode}; it said last: ${said}`,
      hint: 'Run its start command by hand against a copy, and mend what it names.',
    };
  }
}

/** Smoke checks against whatever else answers there would prove nothing, and could write into production. */
const strangerAnswers: Finding = {
  check: 'application',
  result: 'failed',
  say: 'something answers at drill.application.health_url before the application was started',
  hint: 'Give the drill a port of its own: nothing else may listen there.',
};

function about(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, check: `application: ${finding.check}` }));
}
