import { roleNames } from '../../src/domain/person.ts';
import type { Asked, DecidersToday, DrillsToday, ServiceToday, ToDo } from '../../src/domain/service-today.ts';
import { authorityOutcome, authoritySigns } from './authority-drill.ts';
import { drillOutcome, drillSigns } from './drills.ts';
import { counted, durationOf } from './numbers.ts';
import { code, either, instant, join, type Phrase, person, say, strong } from './phrase.ts';

/** Things to do that are named one by one; the others are counted. */
const toDoShown = 5;
const namesShown = 6;
/** A decision that nobody has practised for so long is told red, in ms: a month, and the days that people may be away. */
const PRACTISED_WITHIN_MS = 45 * 86_400_000;

/** What somebody has to look at first: everything about a service that is missing, late or wrong. */
export function redLines(today: ServiceToday): readonly Phrase[] {
  return [
    ...today.live.map(({ id, declaredAt }) => say`${strong(id)} is live since ${instant(declaredAt)}`),
    ...redBackups(today),
    ...redDrills(today),
    ...redPeople(today),
    ...overdue(today),
    ...unknownParts(today),
  ].map((phrase) => say`🔴 ${strong(today.title)}: ${phrase}`);
}

function redBackups({ backups }: ServiceToday): readonly Phrase[] {
  if (backups.kind === 'unknown') return [];
  const { newest, good, lastProof } = backups.value;
  if (newest === null) return [say`there is no backup: ${code('/backup take')} takes one`];
  return [
    ...(good === null ? [say`no fresh good backup; the newest is of ${instant(newest.manifest.snapshotAt)}`] : []),
    ...(lastProof === null ? [say`no backup was ever proved by a restore`] : []),
    ...(lastProof?.passed === false ? [say`the last proof failed, of ${code(lastProof.backup)}`] : []),
  ];
}

function redDrills({ drills, at }: ServiceToday): readonly Phrase[] {
  if (drills.kind === 'unknown') return [];
  const { last, late, lastAuthority, asksPeople } = drills.value;
  const failed = last?.report != null && last.report.result !== 'passed';
  const since = lastAuthority === null ? null : Date.parse(at) - Date.parse(lastAuthority.askedAt);
  return [
    ...late.map(({ id, due, askedAt }) => say`${strong(id)} is overdue since ${instant(due ?? askedAt)}`),
    ...(failed && last?.report != null ? [say`the last drill ${drillOutcome(last.report)}`] : []),
    ...(lastAuthority?.report?.result === 'lapsed'
      ? [say`in the last drill of the decision nobody decided in time`]
      : []),
    ...(asksPeople && since !== null && since > PRACTISED_WITHIN_MS
      ? [say`no decision was practised for ${durationOf(since)}`]
      : []),
  ];
}

function redPeople({ deciders }: ServiceToday): readonly Phrase[] {
  if (deciders.kind === 'unknown') return [];
  const { anyTime, unclear } = deciders.value;
  return [
    ...(anyTime.length === 0 ? [say`nobody could decide at this moment`] : []),
    ...unclear.map(({ role, why }) => say`it is not known who is ${roleNames[role]}: ${why}`),
  ];
}

function overdue({ toDo }: ServiceToday): readonly Phrase[] {
  const late = toDo.kind === 'known' ? toDo.value.filter((each) => each.overdue).length : 0;
  return late === 0 ? [] : [say`${counted(late, 'thing')} to do ${late === 1 ? 'is' : 'are'} overdue`];
}

const partNames = {
  backups: 'the backups',
  drills: 'the drills',
  toDo: 'what is left to do',
  deciders: 'who can decide',
  migration: 'the migration',
  autoDeploysOff: 'auto-deploy',
} as const;

/** A part that could not be asked is never shown as empty. */
function unknownParts(today: ServiceToday): readonly Phrase[] {
  return (Object.keys(partNames) as (keyof typeof partNames)[]).flatMap((part) => {
    const asked: Asked<unknown> = today[part];
    return asked.kind === 'known' ? [] : [say`${partNames[part]} could not be asked: ${asked.why.slice(0, 200)}`];
  });
}

/** Everything about one service, in the order in which it is asked: could we go back, do we know, who decides, what is open. */
export function digestLines(today: ServiceToday): readonly Phrase[] {
  return [
    ...backupLines(today),
    ...(today.drills.kind === 'known' ? drillLines(today.drills.value) : []),
    ...(today.deciders.kind === 'known' ? deciderLines(today.deciders.value) : []),
    ...(today.toDo.kind === 'known' ? toDoLines(today.toDo.value) : []),
    ...leftOpen(today),
  ];
}

function backupLines({ backups }: ServiceToday): readonly Phrase[] {
  if (backups.kind === 'unknown') return [];
  const { newest, good, lastProof, pinned } = backups.value;
  const shown = good ?? newest;
  if (shown === null) return [];
  const proof =
    lastProof === null
      ? say`never proved by a restore`
      : say`last proof ${lastProof.passed ? 'passed' : 'failed'} ${instant(lastProof.provedAt)}`;
  const pins = pinned.map(({ id, pin }) => say`${code(id)} (${pin.reason.slice(0, 80)})`);
  return [
    say`💾 Backup of ${instant(shown.manifest.snapshotAt)}${good === null ? ', too old or not good' : ''}; ${proof}`,
    ...(pins.length === 0 ? [] : [say`📌 Kept without a limit: ${fewOf(pins)}`]),
  ];
}

function drillLines({ last, lastAuthority, next }: DrillsToday): readonly Phrase[] {
  const due = next === null ? say`never` : say`${instant(next)}`;
  return [
    last?.report == null
      ? say`🧯 No drill was held yet; next ${due}`
      : say`🧯 Drill ${instant(last.report.beganAt)} ${drillSigns[last.report.result]} ${drillOutcome(last.report)}${objectives(last.report.measures)}; next ${due}`,
    lastAuthority?.report == null
      ? say`🗳️ No decision was practised yet`
      : say`🗳️ Decision ${instant(lastAuthority.report.beganAt)} ${authoritySigns[lastAuthority.report.result]} ${authorityOutcome(lastAuthority.report)}`,
  ];
}

function objectives({
  rtoMs,
  rtoObjectiveMs,
  rpoWorstMs,
  rpoObjectiveMs,
}: NonNullable<NonNullable<DrillsToday['last']>['report']>['measures']): string {
  const rto = rtoMs === null ? [] : [`RTO ${durationOf(rtoMs)} of ${durationOf(rtoObjectiveMs)}`];
  const rpo = rpoWorstMs === null ? [] : [`RPO ${durationOf(rpoWorstMs)} of ${durationOf(rpoObjectiveMs)}`];
  return [...rto, ...rpo].map((part) => `, ${part}`).join('');
}

function deciderLines({ anyTime, standIns }: DecidersToday): readonly Phrase[] {
  const people = anyTime.map(
    ({ role, people: who }) => say`${fewOf(who.map((id) => say`${person(id)}`))} (${roleNames[role]})`,
  );
  const standing =
    standIns.length === 0
      ? say``
      : say`; ${either(standIns.slice(0, namesShown).map((id) => say`${person(id)}`))} (${roleNames['on-call']}) if the lead cannot be reached`;
  return people.length === 0 ? [] : [say`👥 Can decide now: ${either(people)}${standing}`];
}

function toDoLines(toDo: readonly ToDo[]): readonly Phrase[] {
  const rest = toDo.length - toDoShown;
  return [
    ...toDo.slice(0, toDoShown).map(toDoLine),
    ...(rest > 0 ? [say`☐ … and ${rest} more: ${code('/incident actions')}, ${code('/drill history')}`] : []),
  ];
}

function toDoLine({ of, number, say: what, owner, dueAt, overdue: late }: ToDo): Phrase {
  const whose = owner === null ? say`nobody’s yet` : say`${person(owner)}`;
  const when = late ? say`${strong('was due')} ${instant(dueAt)}` : say`due ${instant(dueAt)}`;
  const name = number === null ? of : `${of} ${number}`;
  return say`${late ? '🔴' : '☐'} ${name}: ${what.slice(0, 160)} · ${whose}, ${when}`;
}

function leftOpen({ migration, autoDeploysOff }: ServiceToday): readonly Phrase[] {
  const open = migration.kind === 'known' ? migration.value : null;
  const off = autoDeploysOff.kind === 'known' ? autoDeploysOff.value : [];
  return [
    ...(open === null
      ? []
      : [
          say`🚧 Migration ${open.number} by ${person(open.operator)} is not over (${open.phase}), begun ${instant(open.askedAt)}`,
        ]),
    ...(off.length === 0
      ? []
      : [say`⏸️ Auto-deploy is off: ${fewOf(off.map(({ target, incident }) => say`${target} (since ${incident})`))}`]),
  ];
}

function fewOf(phrases: readonly Phrase[]): Phrase {
  const rest = phrases.length - namesShown;
  const shown = join(phrases.slice(0, namesShown), ', ');
  return rest > 0 ? say`${shown} and ${rest} more` : shown;
}
