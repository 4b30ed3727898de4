import { factPhrases, proofPhrases } from '../../../blocks/backup-details.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { chooseBackup } from './choose-backup.ts';
import { describeBackup } from './describe-backup.ts';
import { openService } from './service-ports.ts';

/** Everything that is known of one backup, the newest unless one is named. */
export async function showBackup(
  name: string,
  wanted: string | undefined,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const backup = await chooseBackup(ports, name, wanted);
  if (options.format === 'json') terminal.out(JSON.stringify(backup));
  else {
    const reader = { names: new Map(), timeZone: service.time_zone };
    terminal.out(describeBackup(backup, service.time_zone));
    for (const phrase of [...factPhrases(backup), ...proofPhrases(backup)]) terminal.out(writePlain(phrase, reader));
  }
  return 0;
}
