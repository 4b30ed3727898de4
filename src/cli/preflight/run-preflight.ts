import { userInfo } from 'node:os';
import { counted, durationOf } from '../../../blocks/words/numbers.ts';
import { systemClock } from '../../compose/system-clock.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { GateReport } from '../../domain/gate.ts';
import { readyRulesOf } from '../../services/backups/keep-ready.ts';
import { gateTag } from '../../services/migrations/gate-tag.ts';
import { preflight } from '../../services/migrations/preflight.ts';
import { openService } from '../backup/service-ports.ts';
import { besideStore, loadSetup } from '../configuration.ts';
import { interruption } from '../interruption.ts';
import { signs } from '../signs.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

export interface PreflightOptions {
  readonly commit?: string;
  readonly acceptDestructive?: string;
  readonly from?: string;
  readonly freshBackup: boolean;
  readonly json: boolean;
}

const exitCodes: Readonly<Record<GateReport['verdict'], ExitCode>> = { go: 0, 'no-go': 1, 'cannot-tell': 2 };

/** Whatever keeps us from looking is no "no": a pipeline should tell the two apart. */
export async function runPreflight(name: string, options: PreflightOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    return await look(name, options, terminal);
  } catch (error) {
    if (!(error instanceof RecourseError)) throw error;
    terminal.err(`Could not tell: ${error.message}\n→ ${error.hint}`);
    return 2;
  }
}

async function look(name: string, options: PreflightOptions, terminal: Terminal): Promise<ExitCode> {
  const { settings } = loadSetup();
  const report = await besideStore(settings, async (store) => {
    const { service, ports } = await openService(name, store?.identity);
    const ready = store === null ? null : readyRulesOf({ store: store.entries, migrations: store.migrations }, service);
    const effort = {
      tag: gateTag(service.name, systemClock, store?.identity),
      signal: interruption(),
      progress: (say: string) => (options.json ? undefined : terminal.err(say)),
    };
    return preflight(ports, systemClock, { ...wishesOf(options), service, ready }, effort);
  });
  if (options.json) terminal.out(JSON.stringify(report));
  else tell(report, terminal);
  return exitCodes[report.verdict];
}

function wishesOf({ commit, acceptDestructive, from, freshBackup }: PreflightOptions) {
  return {
    by: `${userInfo().username} (terminal)`,
    freshBackup,
    ...(commit === undefined ? {} : { commit }),
    ...(acceptDestructive === undefined ? {} : { accept: acceptDestructive }),
    ...(from === undefined ? {} : { from }),
  };
}

function tell(report: GateReport, terminal: Terminal): void {
  for (const { result, check, say, hint } of report.findings) {
    terminal.out(`${signs[result]} ${check}: ${say}`);
    if (hint !== undefined && (result === 'failed' || result === 'skipped')) terminal.out(`  → ${hint}`);
  }
  const pending = counted(report.pending.length, 'pending migration');
  const words = { go: '✓ go', 'no-go': '✗ no', 'cannot-tell': '· could not tell' }[report.verdict];
  const named = report.pending.length === 0 ? '' : ` (${report.pending.join(', ')})`;
  terminal.out(`${words}: ${pending}${named}, looked at in ${durationOf(report.durationMs)}`);
}
