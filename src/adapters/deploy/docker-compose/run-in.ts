import type { Programs } from '../../../ports/outside.ts';
import type { Effort } from '../../../ports/run-tag.ts';

/** Runs a program in one folder with an argument array (I7); an exit code other than 0 is an answer. */
export type RunIn = (
  run: readonly string[],
  effort: Effort,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly output: string }>;

export function runningIn(
  commands: Programs,
  given: { readonly folder: string; readonly timeoutMs: number; readonly env: readonly string[] },
): RunIn {
  const { folder: cwd, timeoutMs: timeout, env } = given;
  return (run, effort) => commands.read({ run: [...run], cwd, timeout, env: [...env] }, effort);
}
