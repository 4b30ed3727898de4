import { userInfo } from 'node:os';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { pinBackup as pin, unpinBackup as unpin } from '../../services/backups/pin-backup.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { chooseBackup } from './choose-backup.ts';
import { describeBackup } from './describe-backup.ts';
import { openService } from './service-ports.ts';

/** Keeps a backup whatever its age, as `/backup pin` does. */
export async function pinBackup(
  name: string,
  wanted: string,
  options: { readonly reason: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const { id } = (await chooseBackup(ports, name, wanted)).manifest;
  const house = { services: [service], portsOf: () => ports };
  const given = { service: service.name, id, reason: options.reason, at: new Date() };
  return tell(await pin(house, { person: `${userInfo().username} (terminal)` }, given), service.time_zone, terminal);
}

/** Lets a backup's age decide again, as `/backup unpin` does. */
export async function unpinBackup(name: string, wanted: string, terminal: Terminal): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const { id } = (await chooseBackup(ports, name, wanted)).manifest;
  const house = { services: [service], portsOf: () => ports };
  return tell(await unpin(house, { service: service.name, id }), service.time_zone, terminal);
}

function tell(verdict: Verdict<StoredBackup>, timeZone: string, terminal: Terminal): ExitCode {
  if (verdict.kind === 'granted') {
    terminal.out(describeBackup(verdict.value, timeZone));
    return 0;
  }
  for (const refusal of verdict.reasons) terminal.err(`${refusal.say} → ${refusal.hint}`);
  return 1;
}
