import { createDownScriptFiles } from '../adapters/migrations/down-scripts.ts';
import { createMigrations } from '../adapters/migrations/migrations.ts';
import type { ArchiveWishes } from '../adapters/pgtools/archives.ts';
import { createScripts } from '../adapters/pgtools/run-script.ts';
import type { Target } from '../adapters/postgres/connect.ts';
import { createExpectations } from '../adapters/postgres/expectations.ts';
import { createLedger } from '../adapters/postgres/ledger-rows.ts';
import { createStatisticsReader } from '../adapters/postgres/production-statistics.ts';
import { createTableWatch } from '../adapters/postgres/table-watch.ts';
import type { CommandLine } from '../domain/policy-file/measures.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Copies, EvidenceCamera } from '../ports/databases.ts';
import type { DownScripts } from '../ports/down-scripts.ts';
import type { GenerateCommand, MigrationCommand, MigrationPorts } from '../ports/migrations.ts';
import type { OneTimeScripts } from '../ports/one-time-scripts.ts';
import type { Commands } from '../ports/outside.ts';
import type { Questions } from '../ports/scratch.ts';
import type { Snapshots } from '../ports/snapshots.ts';
import { createDownScripts, type DownScriptParts } from '../services/down-scripts/down-scripts.ts';
import { commandEnvironment } from './scratch-url.ts';

interface Given {
  readonly target: Target;
  readonly commands: Commands;
  readonly archives: ArchiveWishes;
  readonly snapshots: Snapshots;
  readonly questions: Questions;
  /** What down scripts need besides; null where none will run. */
  readonly forDownScripts: ForDownScripts | null;
}

interface ForDownScripts {
  readonly copies: Copies;
  readonly evidence: EvidenceCamera;
  readonly oneTimeScripts: OneTimeScripts;
  /** Where people run scripts from: the repository, where there is one. */
  readonly root: string;
}

/** What the gate before a migration stands on; null where the policy names no migrations (G1). */
export function openMigrations(policy: ServicePolicy['migrations'], given: Given): MigrationPorts | null {
  if (policy === undefined) return null;
  const { target, snapshots, questions } = given;
  const ledger = createLedger({ target, tool: policy.tool, own: policy.ledger });
  const [tables, scripts] = [createTableWatch(target), createScripts(given.archives)];
  return {
    files: createMigrations(policy),
    ledger,
    scripts,
    tables,
    command: openCommand(policy.command, policy.url_variable, given),
    apply: openCommand(policy.apply ?? policy.command, policy.url_variable, given),
    generate: openGenerate(policy.generate, given.commands),
    snapshots,
    questions,
    statistics: createStatisticsReader(target),
    down: openDownScripts(policy, { ...given, ledger, tables, scripts }),
  };
}

/** Null where the policy names no down scripts (S1, R6). `\i` in a script reads from the root of the repository. */
function openDownScripts(
  policy: NonNullable<ServicePolicy['migrations']>,
  given: Given & Pick<DownScriptParts, 'ledger' | 'tables' | 'scripts'>,
): DownScripts | null {
  const { down_scripts: wanted, tool, directory } = policy;
  const { target, forDownScripts: needs } = given;
  if (wanted === undefined || needs === null) return null;
  const { root } = needs;
  return createDownScripts({
    ...given,
    ...needs,
    files: createDownScriptFiles({ tool, directory, root, pattern: wanted.pattern }),
    expectations: createExpectations(target),
  });
}

/** The connection goes by the environment, which only the same account can read (I8). */
function openCommand(
  command: CommandLine | undefined,
  variable: string,
  { commands, target, archives: { lockWaitMs } }: Given,
): MigrationCommand | null {
  if (command === undefined) return null;
  return {
    name: command.run.join(' '),
    run: async (database, effort) => {
      const environment = commandEnvironment(target, { variable, database, tag: effort.tag, lockWaitMs });
      const { durationMs, exitCode, output } = await commands.run(command, {}, effort, environment);
      const say = `exit code ${exitCode}: ${output.trim().slice(-2_000) || 'it said nothing'}`;
      const error = exitCode === 0 ? null : { say, line: null };
      return { durationMs, error, locks: [], changes: [], commitsItself: false };
    },
  };
}

function openGenerate(command: CommandLine | undefined, commands: Commands): GenerateCommand | null {
  if (command === undefined) return null;
  return { name: command.run.join(' '), run: (effort) => commands.run(command, {}, effort) };
}
