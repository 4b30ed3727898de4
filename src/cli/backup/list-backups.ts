import type { ExitCode, Terminal } from '../terminal.ts';
import { describeBackup } from './describe-backup.ts';
import { openService } from './service-ports.ts';

export async function listBackups(
  name: string,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const backups = await ports.backups.list();
  if (options.format === 'json') for (const backup of backups) terminal.out(JSON.stringify(backup));
  else if (backups.length === 0)
    terminal.out(`There is no backup of ${service.title} yet: npx recourse backup take ${name}`);
  else for (const backup of backups) terminal.out(describeBackup(backup, service.time_zone));
  return 0;
}
