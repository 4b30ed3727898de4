import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';

const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Run the service's own proofs: lint, typecheck, schema checks (G11). */
export const runVerificationCommands = {
  name: 'run-verification-commands',
  title: 'Run verification commands',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async (given) => {
    const findings: Finding[] = [];
    for (const command of given.service.restore.verification_commands) findings.push(await findingOf(given, command));
    return { findings };
  },
  verify: async (_, { findings = [] }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;

type NamedCommand = Given['service']['restore']['verification_commands'][number];

async function findingOf({ ports, effort }: Given, command: NamedCommand): Promise<Finding> {
  effort.progress(command.name);
  const { exitCode, output, durationMs } = await ports.commands.run(command, {}, effort);
  const seconds = (durationMs / 1000).toFixed(1);
  if (exitCode === 0) return { check: command.name, result: 'passed', say: `${command.name} passed in ${seconds} s` };
  return {
    check: command.name,
    result: 'failed',
    say: `${command.name} ended with ${exitCode} after ${seconds} s: ${output.trim().slice(-600)}`,
    hint: 'The database is restored; look at this before writes resume.',
  };
}
