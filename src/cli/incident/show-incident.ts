import { drawWithNames } from '../../adapters/slack/name-people.ts';
import type { IncidentId } from '../../domain/ids.ts';
import { askNames, loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { describeIncident } from './describe-incident.ts';
import { readIncident } from './read-incident.ts';

export async function showIncident(
  id: IncidentId,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const setup = loadSetup();
  const incident = await withStore(setup.settings, (store) => readIncident(store, id));
  if (options.format === 'json') {
    terminal.out(JSON.stringify(incident, null, 2));
    return 0;
  }
  const service = setup.settings.services.find(({ name }) => name === incident.declaration.service);
  const ask = (people: Parameters<typeof askNames>[1]) => askNames(setup, people);
  terminal.out(await drawWithNames(service?.time_zone ?? 'UTC', ask, (reader) => describeIncident(incident, reader)));
  return 0;
}
