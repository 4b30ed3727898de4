import type { Reader } from '../../../blocks/words/reader.ts';
import { timelineMarkdown, timelinePlain } from '../../../blocks/words/timeline/timeline-markdown.ts';
import { drawWithNames } from '../../adapters/slack/name-people.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { StepName } from '../../domain/plan.ts';
import { TimeZone } from '../../domain/policy-file/measures.ts';
import { stepRegistry } from '../../steps/registry.ts';
import { askNames, loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { noSuchIncident } from './read-incident.ts';

export interface TimelineOptions {
  readonly format: 'text' | 'md' | 'json';
  readonly zone?: string;
}

export async function showTimeline(id: IncidentId, options: TimelineOptions, terminal: Terminal): Promise<ExitCode> {
  const setup = loadSetup();
  refuseUnknownZone(options.zone);
  const { entries } = (await withStore(setup.settings, (store) => store.entries.read(id, 0))) ?? refuse(id);
  const [first] = entries;
  if (first?.body.kind !== 'incident-declared') throw noSuchIncident(id);
  const { service } = first.body.declaration;
  const zone = options.zone ?? setup.settings.services.find(({ name }) => name === service)?.time_zone ?? 'UTC';
  const ask = (people: Parameters<typeof askNames>[1]) => askNames(setup, people);
  const draw: Record<TimelineOptions['format'], (reader: Reader) => string> = {
    json: () => entries.map((entry) => JSON.stringify(entry)).join('\n'),
    md: (reader) => timelineMarkdown(id, entries, reader, titleOf).trimEnd(),
    text: (reader) => timelinePlain(entries, reader, titleOf),
  };
  terminal.out(await drawWithNames(zone, ask, draw[options.format]));
  return 0;
}

function titleOf(step: StepName): string {
  return stepRegistry.get(step)?.title ?? step;
}

function refuse(id: IncidentId): never {
  throw noSuchIncident(id);
}

/** @throws RecourseError `bad-input` */
export function refuseUnknownZone(zone: string | undefined): void {
  if (zone === undefined || TimeZone.safeParse(zone).success) return;
  throw new RecourseError(`"${zone}" is no time zone.`, {
    code: 'bad-input',
    hint: 'Expected a name such as Europe/Berlin, or UTC.',
  });
}
