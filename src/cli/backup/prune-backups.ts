import { openJournal } from '../../engine/journal.ts';
import { prune } from '../../services/backups/prune.ts';
import { pruneLostRows } from '../../services/backups/prune-lost-rows.ts';
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
  const { retired, spared, rows } = await withStore(loadSetup().settings, async ({ entries, migrations }) => {
    const house = { store: entries, journal: openJournal(entries), migrations, portsOf: () => ports };
    return { ...(await prune(house, service, options)), rows: await pruneLostRows(house, service, options) };
  });
  const removed = !options.dryRun;
  const facts = [
    ...retired.map(({ id, why }) => ({ backup: id, why, removed })),
    ...spared.map(({ id, why }) => ({ backup: id, why, removed: false, spared: true })),
    ...rows.retired.map(({ run, where, why }) => ({ exportedRows: where, run, why, removed })),
    ...rows.spared.map(({ run, where, why }) => ({ exportedRows: where, run, why, removed: false, spared: true })),
  ];
  if (options.format === 'json') for (const each of facts) terminal.out(JSON.stringify(each));
  else {
    for (const each of facts) terminal.out(`${nameOf(each)}${'spared' in each ? ' stays' : ''}: ${each.why}`);
    terminal.out(sumUp(retired.length, options.dryRun));
  }
  return 0;
}

function nameOf(each: { readonly backup: string } | { readonly exportedRows: string; readonly run: string }): string {
  return 'backup' in each ? each.backup : `what was exported for ${each.run} (${each.exportedRows})`;
}

function sumUp(count: number, dryRun: boolean): string {
  if (count === 0) return 'No backup is old enough to go.';
  const backups = count === 1 ? '1 backup' : `${count} backups`;
  return dryRun ? `${backups} would be removed; nothing was done.` : `${backups} removed.`;
}
