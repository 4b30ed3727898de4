import { durationOf } from '../../../blocks/words/numbers.ts';
import { systemClock } from '../../compose/system-clock.ts';
import { RecourseError } from '../../domain/errors.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { BackupId } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { readyRulesOf } from '../../services/backups/keep-ready.ts';
import { proofTag, proveBackup } from '../../services/backups/prove-by-hand.ts';
import { besideStore, loadSetup } from '../configuration.ts';
import { interruption } from '../interruption.ts';
import { signs } from '../signs.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
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
    const tag = proofTag(service.name, systemClock, store?.identity);
    if (store === null) return proveBackup(ports, systemClock, backup, { ...effort, tag });
    const { ports: ours } = await openService(name, store.identity);
    const rules = readyRulesOf({ store: store.entries }, service);
    return proveBackup(ours, systemClock, backup, { ...effort, tag }, rules);
  });
  const sum = `restored and compared in ${durationOf(proof.durationMs)}`;
  return tell({ id, findings: proof.findings, sum }, options, terminal);
}

async function chooseBackup(
  { backups }: ServicePorts,
  service: string,
  wanted: string | undefined,
): Promise<StoredBackup> {
  const id = wanted === undefined ? null : BackupId.safeParse(wanted);
  if (id?.success === false) {
    throw new RecourseError(`"${wanted}" is no backup id.`, {
      code: 'bad-input',
      hint: 'Expected one such as 20261121T113400Z-manual-4f1c9a02.',
    });
  }
  const found = id === null ? ((await backups.list())[0] ?? null) : await backups.read(id.data);
  if (found !== null) return found;
  throw new RecourseError(
    wanted === undefined ? `There is no backup of ${service}.` : `There is no backup ${wanted}.`,
    {
      code: 'backup-missing',
      hint: `\`npx recourse backup list ${service}\` names those there are.`,
    },
  );
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
