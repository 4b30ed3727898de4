import { documentHtml } from '../../../blocks/words/document/document-html.ts';
import { documentMarkdown } from '../../../blocks/words/document/document-markdown.ts';
import { drawWithNames } from '../../adapters/slack/name-people.ts';
import { postmortemPages } from '../../compose/write-postmortem.ts';
import type { IncidentId } from '../../domain/ids.ts';
import { openJournal } from '../../engine/journal.ts';
import { postmortemOf } from '../../plan/postmortem/postmortem.ts';
import { askNames, loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { noSuchIncident } from './read-incident.ts';
import { refuseUnknownZone } from './show-timeline.ts';

export interface PostmortemOptions {
  readonly format: 'md' | 'html' | 'json';
  readonly zone?: string;
}

/** The report of an incident, from its journal alone (P10, G12). */
export async function showPostmortem(
  id: IncidentId,
  options: PostmortemOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const setup = loadSetup();
  refuseUnknownZone(options.zone);
  const { incident, entries } = await withStore(setup.settings, async (store) => {
    const journal = openJournal(store.entries);
    return { incident: await journal.incident(id), entries: await journal.entries(id) };
  });
  if (incident === null) throw noSuchIncident(id);
  // A report must still be had when the service has gone from recourse.yaml.
  const service = setup.settings.services.find(({ name }) => name === incident.declaration.service) ?? null;
  if (options.format === 'json') {
    terminal.out(JSON.stringify(postmortemOf(incident, service, entries), null, 2));
    return 0;
  }
  const pages = postmortemPages(incident, service, entries);
  const write = options.format === 'md' ? documentMarkdown : documentHtml;
  const ask = (people: Parameters<typeof askNames>[1]) => askNames(setup, people);
  const text = await drawWithNames(options.zone ?? service?.time_zone ?? 'UTC', ask, (reader) => write(pages, reader));
  terminal.out(text.trimEnd());
  return 0;
}
