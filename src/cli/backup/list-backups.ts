import type { StoredBackup } from '../../domain/manifest.ts';
import { readyBackups } from '../../services/backups/ready-backups.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { describeBackup } from './describe-backup.ts';
import { openService } from './service-ports.ts';

export async function listBackups(
  name: string,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const [backups, ready] = await Promise.all([ports.backups.list(), readyBackups(ports)]);
  const isReady = ({ manifest }: StoredBackup) => ready.has(manifest.id);
  if (options.format === 'json')
    for (const backup of backups) terminal.out(JSON.stringify({ ...backup, ready: isReady(backup) }));
  else if (backups.length === 0)
    terminal.out(`There is no backup of ${service.title} yet: npx recourse backup take ${name}`);
  else for (const backup of backups) terminal.out(describeBackup(backup, service.time_zone, isReady(backup)));
  return 0;
}
