import type { CardFacts } from '../../src/domain/card.ts';
import type { Phase } from '../../src/domain/incident.ts';
import { roleNames } from '../../src/domain/person.ts';
import type {
  Asked,
  BackupsToday,
  DecidersToday,
  DrillsToday,
  ServiceToday,
  ToDo,
} from '../../src/domain/service-today.ts';
import { cutText } from '../cut.ts';
import { drillSigns } from '../words/drills.ts';
import { counted } from '../words/numbers.ts';
import { channel, code, either, instant, join, type Phrase, person, say, strong } from '../words/phrase.ts';
import { mayDecideNow } from './authority-part.ts';
import { shortClock } from './window-part.ts';

/** How a service stands today, with the cards of its live incidents. */
export interface ServiceAtHome {
  readonly today: ServiceToday;
  readonly cards: readonly CardFacts[];
}

/** Open items that are named; the others are counted. */
const shownToDo = 3;

/** One service in a few lines: is anything wrong, could we go back, who decides, what is left to do. */
export function serviceLines({ today, cards }: ServiceAtHome): readonly Phrase[] {
  return [
    stateOf(today),
    ...cards.flatMap((facts) => incidentLines(facts)),
    ...told(today.backups, 'Backups', backupLines),
    ...told(today.drills, 'Drills', drillLines),
    ...(cards.length > 0 ? [] : told(today.deciders, 'Who can decide', deciderLines)),
    ...told(today.toDo, 'To do', toDoLines),
    ...told(today.migration, 'Migration', (migration) =>
      migration === null
        ? []
        : [
            say`🧱 Migration ${migration.number} is under way, begun ${instant(migration.askedAt)} by ${person(migration.operator)}.`,
          ],
    ),
    ...told(today.autoDeploysOff, 'Auto-deploys', (off) =>
      off.map(({ target, incident }) => say`⚠️ ${target} deploys no push by itself since ${incident}.`),
    ),
  ];
}

function stateOf({ title, environment, channel: where, live }: ServiceToday): Phrase {
  const mark = live.length === 0 ? '✅' : '🚨';
  const state = live.length === 0 ? say`no incident` : say`${strong(live.map(({ id }) => id).join(', '))}`;
  return say`${mark} ${strong(title)} (${environment}) in ${channel(where)}: ${state}`;
}

const phases: Readonly<Record<Phase, string>> = {
  preparing: 'Recourse is measuring the ways back',
  deciding: 'waits for a decision',
  executing: 'the recovery is under way',
  'standing-by': 'not being rolled back; it is open',
  recovered: 'recovered, not yet closed',
  closed: 'closed',
};

function incidentLines(facts: CardFacts): readonly Phrase[] {
  const { incident } = facts;
  const undecided = incident.phase === 'preparing' || incident.phase === 'deciding';
  const now = undecided ? mayDecideNow(facts) : null;
  return [
    say`${strong(`${incident.id}:`)} ${phases[incident.phase]}, declared ${instant(incident.declaredAt)}.`,
    ...(undecided ? [shortClock(facts.window)] : []),
    ...(undecided && now === null ? [say`${strong('Nobody may decide at this moment.')}`] : []),
    ...(now === null ? [] : [say`${strong('May decide now:')} ${now}.`]),
  ];
}

function backupLines({ newest, good, lastProof }: BackupsToday): readonly Phrase[] {
  if (newest === null) return [say`⚠️ There is no backup: ${code('/backup take')} takes one.`];
  const stale = good === null ? say` ${strong('None is both fresh and good.')}` : [];
  const proof =
    lastProof === null
      ? say`no backup was proved by a restore yet`
      : say`last proof ${instant(lastProof.provedAt)}, ${lastProof.passed ? 'passed' : strong('FAILED')}`;
  return [say`${good === null ? '⚠️ ' : ''}Newest backup ${instant(newest.manifest.snapshotAt)}; ${proof}.${stale}`];
}

function drillLines({ last, next, late }: DrillsToday): readonly Phrase[] {
  const report = last?.report ?? null;
  const held =
    report === null || last === null
      ? say`No drill was held yet`
      : say`${drillSigns[report.result]} Last drill ${instant(last.beganAt ?? last.askedAt)}: ${report.result}`;
  const then = next === null ? [] : say`; next ${instant(next)}`;
  return [
    say`${held}${then}.`,
    ...late.slice(0, 1).map(({ due, askedAt }) => say`⚠️ The drill due ${instant(due ?? askedAt)} is late.`),
  ];
}

function deciderLines({ anyTime, standIns, unclear, troubles }: DecidersToday): readonly Phrase[] {
  const may = anyTime.map(
    ({ role, people }) => say`${either(people.map((id) => say`${person(id)}`))} (${roleNames[role]})`,
  );
  const stands =
    standIns.length === 0
      ? []
      : say`; ${either(standIns.map((id) => say`${person(id)}`))} while nobody of them can be reached`;
  const open = unclear.length + troubles.length;
  return [
    may.length === 0
      ? say`⚠️ ${strong('Nobody could decide now.')}`
      : say`Could decide now: ${join(may, ', ')}${stands}.`,
    ...(open === 0 ? [] : [say`⚠️ ${counted(open, 'remark')} about these people: ${code('/rollback who')} has them.`]),
  ];
}

function toDoLines(all: readonly ToDo[]): readonly Phrase[] {
  if (all.length === 0) return [];
  const late = all.filter(({ overdue }) => overdue).length;
  const rest = all.length - shownToDo;
  return [
    say`${late > 0 ? '⏰ ' : ''}${counted(all.length, 'thing')} left to do${late === 0 ? '' : `, ${late} overdue`}:`,
    ...all.slice(0, shownToDo).map(({ of, say: what, owner, dueAt }) => {
      const by = owner === null ? [] : say`, ${person(owner)}`;
      return say`    • ${of}: ${cutText(what, 120)}${by}, until ${instant(dueAt)}`;
    }),
    ...(rest <= 0 ? [] : [say`    and ${rest} more: ${code('/incident actions')}`]),
  ];
}

/** What could not be asked says so, and keeps nothing else from being seen. */
function told<Value>(part: Asked<Value>, name: string, lines: (value: Value) => readonly Phrase[]): readonly Phrase[] {
  return part.kind === 'known' ? lines(part.value) : [say`⚠️ ${name} could not be asked: ${cutText(part.why, 150)}`];
}
