import { openJournal } from '../../engine/journal.ts';
import { prune } from '../../services/backups/prune.ts';
import { loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { openService } from './service-ports.ts';

export interface PruneOptions {
  readonly dryRun: boolean;
  readonly format: 'text' | 'json';
}

/** Asks the store which backups a live incident uses, so it works beside the bot only where the store is a server. */
export async function pruneBackups(name: string, options: PruneOptions, terminal: Terminal): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const { retired, spared } = await withStore(loadSetup().settings, ({ entries }) =>
    prune({ store: entries, journal: openJournal(entries), portsOf: () => ports }, service, options),
  );
  if (options.format === 'json') {
    for (const { id, why } of retired) terminal.out(JSON.stringify({ backup: id, why, removed: !options.dryRun }));
    for (const { id, why } of spared) terminal.out(JSON.stringify({ backup: id, why, removed: false, spared: true }));
    return 0;
  }
  for (const { id, why } of retired) terminal.out(`${id}: ${why}`);
  for (const { id, why } of spared) terminal.out(`${id} stays: ${why}`);
  terminal.out(sumUp(retired.length, options.dryRun));
  return 0;
}

function sumUp(count: number, dryRun: boolean): string {
  if (count === 0) return 'No backup is old enough to go.';
  const backups = count === 1 ? '1 backup' : `${count} backups`;
  return dryRun ? `${backups} would be removed; nothing was done.` : `${backups} removed.`;
}
