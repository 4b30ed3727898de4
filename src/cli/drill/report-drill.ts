import { type AuthorityRecord, lastAuthority } from '../../domain/authority-record.ts';
import type { DrillRecord } from '../../domain/drill-record.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { overdueDrills } from '../../policy/drills/due-drills.ts';
import { previousDrill } from '../../policy/drills/previous-drill.ts';
import { type DrillSight, readDrills } from '../../services/drills/drill-log.ts';
import { askNames, findService, loadSetup, type Setup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { type ReportForm, writeAuthorityReport, writeHistory, writeReport } from './write-report.ts';

interface Options {
  readonly format: ReportForm;
}

/** One drill for whoever audits recoveries: the last one unless one is named. */
export async function reportDrill(
  name: string,
  id: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const setup = loadSetup();
  const service = findService(setup.settings, name);
  const sight = await withStore(setup.settings, (store) => readDrills(store.drills, service));
  const { drills, authority } = sight.history;
  const decision = authority.find((each) => each.id === id);
  if (decision !== undefined)
    return tellDecision(setup, { title: service.title, service, drill: decision }, options, terminal);
  const drill = id === undefined ? drills.at(-1) : drills.find((each) => each.id === id);
  if (drill === undefined) {
    terminal.err(id === undefined ? `No drill of ${service.title} was held yet.` : `There is no drill ${id}.`);
    terminal.err(`→ npx recourse drill ${id === undefined ? 'run' : 'history'} ${name}`);
    return 1;
  }
  return tellDrill(setup, { service, sight, drill }, options, terminal);
}

/** Writes one drill of the decision; 1 where no decision came in time. */
async function tellDecision(
  setup: Setup,
  {
    title,
    service,
    drill,
  }: { readonly title: string; readonly service: ServicePolicy; readonly drill: AuthorityRecord },
  { format }: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = await askNames(setup, peopleOfDecision(drill));
  terminal.out(writeAuthorityReport(title, drill, format, { names, timeZone: service.time_zone }));
  return drill.report?.result === 'in-time' ? 0 : 1;
}

function peopleOfDecision({ askedBy, followUp, report }: AuthorityRecord): readonly PersonId[] {
  const asked = report?.asked.map(({ person }) => person) ?? [];
  return [
    askedBy.kind === 'person' ? [askedBy.id] : [],
    followUp?.owner ?? [],
    report?.decision?.by ?? [],
    asked,
  ].flat();
}

export async function drillHistory(name: string, { format }: Options, terminal: Terminal): Promise<ExitCode> {
  const { settings } = loadSetup();
  const service = findService(settings, name);
  const { history } = await withStore(settings, ({ drills }) => readDrills(drills, service));
  const reader = { names: new Map(), timeZone: service.time_zone };
  const { authority } = history;
  terminal.out(writeHistory(service.title, { drills: history.drills.toReversed(), authority }, format, reader));
  return 0;
}

/** Writes one drill; 1 where it did not pass, or should have ended by now. */
export async function tellDrill(
  setup: Setup,
  given: { readonly service: ServicePolicy; readonly sight: DrillSight; readonly drill: DrillRecord },
  { format }: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, sight, drill } = given;
  const { askedBy, followUp } = drill;
  const authority = lastAuthority(sight.history.authority);
  const asked = authority?.report?.asked.map(({ person }) => person) ?? [];
  const people = [askedBy.kind === 'person' ? [askedBy.id] : [], followUp?.owner ?? [], asked].flat();
  const names = await askNames(setup, people);
  const facts = { title: service.title, drill, previous: previousDrill(sight.history, drill), authority };
  terminal.out(writeReport(facts, format, { names, timeZone: service.time_zone }));
  const late = overdueDrills(sight.history, service, sight.now);
  for (const { id, due } of late) terminal.err(`✗ ${id} is overdue: it was due ${due ?? 'when it was asked for'}`);
  return drill.report?.result === 'passed' && late.length === 0 ? 0 : 1;
}
