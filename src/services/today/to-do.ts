import type { AuthorityRecord } from '../../domain/authority-record.ts';
import type { DrillRecord } from '../../domain/drill-record.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { ToDo } from '../../domain/service-today.ts';
import { type LeftToDo, listFollowUps } from '../aftercare/list-follow-ups.ts';
import { readDrills } from '../drills/drill-log.ts';
import type { TodayHouse } from './read-today.ts';

/** What incidents and drills of a service have left to be done, whatever is due first at the top. */
export async function toDoToday(house: TodayHouse, service: ServicePolicy, now: Instant): Promise<readonly ToDo[]> {
  const [left, { history }] = await Promise.all([
    listFollowUps(house, [service.name]),
    readDrills(house.drills, service),
  ]);
  const all = [
    ...left.flatMap((each) => ofIncident(each, now)),
    ...[...history.drills, ...history.authority].flatMap((each) => ofDrill(each, now)),
  ];
  return all.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
}

function ofIncident({ incident, followUps }: LeftToDo, now: Instant): readonly ToDo[] {
  return followUps.map(({ number, title, owner, dueAt }) => ({
    ...{ of: incident, number, say: title, owner, dueAt },
    overdue: dueAt <= now,
  }));
}

function ofDrill({ id, followUp }: DrillRecord | AuthorityRecord, now: Instant): readonly ToDo[] {
  if (followUp === null || followUp.done !== null) return [];
  const { say, owner, dueAt } = followUp;
  return [{ of: id, number: null, say, owner, dueAt, overdue: dueAt <= now }];
}
