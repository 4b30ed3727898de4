import { durationOf } from '../../../blocks/words/numbers.ts';
import { systemClock } from '../../compose/system-clock.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import type { BackupId } from '../../domain/ids.ts';
import { readyRulesOf } from '../../services/backups/keep-ready.ts';
import { proofTag, proveBackup } from '../../services/backups/prove-by-hand.ts';
import { besideStore, loadSetup } from '../configuration.ts';
import { interruption } from '../interruption.ts';
import { signs } from '../signs.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { chooseBackup } from './choose-backup.ts';
import { openService } from './service-ports.ts';

export interface VerifyOptions {
  readonly quick: boolean;
  readonly format: 'text' | 'json';
}

export async function verifyBackup(
  name: string,
  wanted: string | undefined,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const backup = await chooseBackup(ports, name, wanted);
  const { id } = backup.manifest;
  if (options.quick) {
    const findings = await ports.backups.inspect(id);
    return tell(
      { id, findings, sum: 'its bytes are as they were written; whether it restores was not tried' },
      options,
      terminal,
    );
  }
  const effort = { signal: interruption(), progress: (say: string) => terminal.err(say) };
  const proof = await besideStore(loadSetup().settings, async (store) => {
    const tag = proofTag('hand', service.name, systemClock, store?.identity);
    if (store === null) return proveBackup(ports, systemClock, backup, { ...effort, tag });
    const { ports: ours } = await openService(name, store.identity);
    const rules = readyRulesOf({ store: store.entries, migrations: store.migrations }, service);
    return proveBackup(ours, systemClock, backup, { ...effort, tag }, rules);
  });
  const sum = `restored and compared in ${durationOf(proof.durationMs)}`;
  return tell({ id, findings: proof.findings, sum }, options, terminal);
}

function tell(
  given: { readonly id: BackupId; readonly findings: readonly Finding[]; readonly sum: string },
  { format }: VerifyOptions,
  terminal: Terminal,
): ExitCode {
  const { id, findings, sum } = given;
  const bad = anyFailed(findings);
  if (format === 'json') terminal.out(JSON.stringify({ backup: id, passed: !bad, findings }));
  else {
    for (const { result, check, say } of findings) terminal.out(`${signs[result]} ${check}: ${say}`);
    terminal.out(bad ? `✗ ${id} is not to be relied on` : `✓ ${id}: ${sum}`);
  }
  return bad ? 1 : 0;
}
