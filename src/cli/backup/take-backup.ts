import { userInfo } from 'node:os';
import { takeByHand } from '../../services/backups/take-by-hand.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { describeBackup } from './describe-backup.ts';
import { openService } from './service-ports.ts';

/** Takes a backup as `/backup take` does; what it is doing goes to the error output. */
export async function takeBackup(
  name: string,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const verdict = await takeByHand(
    { services: [service], portsOf: () => ports },
    { person: `${userInfo().username} (terminal)` },
    { service: service.name, progress: (say) => terminal.err(say) },
  );
  if (verdict.kind === 'refused') {
    for (const refusal of verdict.reasons) terminal.err(`${refusal.say} → ${refusal.hint}`);
    return 1;
  }
  terminal.out(
    options.format === 'json' ? JSON.stringify(verdict.value) : describeBackup(verdict.value, service.time_zone),
  );
  return 0;
}
