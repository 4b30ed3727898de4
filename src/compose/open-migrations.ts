import { createMigrations } from '../adapters/migrations/migrations.ts';
import type { ArchiveWishes } from '../adapters/pgtools/archives.ts';
import { createScripts } from '../adapters/pgtools/run-script.ts';
import type { Target } from '../adapters/postgres/connect.ts';
import { createLedger } from '../adapters/postgres/ledger-rows.ts';
import { createTableWatch } from '../adapters/postgres/table-watch.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { MigrationCommand, MigrationPorts } from '../ports/migrations.ts';
import type { Commands } from '../ports/outside.ts';
import type { Questions } from '../ports/scratch.ts';
import type { Snapshots } from '../ports/snapshots.ts';
import { scratchUrl } from './scratch-url.ts';

interface Given {
  readonly target: Target;
  readonly commands: Commands;
  readonly archives: ArchiveWishes;
  readonly snapshots: Snapshots;
  readonly questions: Questions;
}

/** What the gate before a migration stands on; null where the policy names no migrations (G1). */
export function openMigrations(policy: ServicePolicy['migrations'], given: Given): MigrationPorts | null {
  if (policy === undefined) return null;
  const { target, snapshots, questions } = given;
  return {
    files: createMigrations(policy),
    ledger: createLedger({ target, tool: policy.tool, own: policy.ledger }),
    scripts: createScripts(given.archives),
    tables: createTableWatch(target),
    command: openCommand(policy, given),
    snapshots,
    questions,
  };
}

/** The connection goes by the environment, which only the same account can read (I8). */
function openCommand(
  { command, url_variable: variable }: NonNullable<ServicePolicy['migrations']>,
  { commands, target }: Given,
): MigrationCommand | null {
  if (command === undefined) return null;
  return {
    name: command.run.join(' '),
    run: async (database, effort) => {
      const ended = await commands.run(command, {}, effort, { [variable]: scratchUrl(target, database) });
      const { durationMs, exitCode, output } = ended;
      const say = `exit code ${exitCode}: ${output.trim().slice(-2_000) || 'it said nothing'}`;
      const error = exitCode === 0 ? null : { say, line: null };
      return { durationMs, error, locks: [], changes: [], commitsItself: false };
    },
  };
}
