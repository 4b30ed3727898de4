import { zoned } from '../../../blocks/words/times.ts';
import type { IncidentLine } from '../../ports/entry-store.ts';
import { findService, loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

export interface ListOptions {
  readonly live: boolean;
  readonly service?: string;
  readonly limit: number;
  readonly format: 'text' | 'json';
}

export async function listIncidents(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { settings } = loadSetup();
  const only = options.service === undefined ? {} : { service: findService(settings, options.service).name };
  const lines = await withStore(settings, ({ entries }) =>
    entries.list({ liveOnly: options.live, limit: options.limit, ...only }),
  );
  for (const line of lines) terminal.out(options.format === 'json' ? JSON.stringify(line) : describeLine(line));
  if (lines.length === 0 && options.format === 'text')
    terminal.out(options.live ? 'No incident is live.' : 'There was no incident.');
  return 0;
}

function describeLine({ id, service, environment, declaredAt, closedAt }: IncidentLine): string {
  const end = closedAt === null ? 'live' : `closed ${zoned(closedAt, 'day-and-time', 'UTC')}`;
  return `${id.padEnd(8)} ${service} (${environment}), declared ${zoned(declaredAt, 'day-and-time', 'UTC')}, ${end}`;
}
