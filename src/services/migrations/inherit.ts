import type { IncidentId } from '../../domain/ids.ts';
import type { DuringMigration } from '../../domain/migration-record.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { mayHaveBegun } from '../../policy/migrations/judge-record.ts';
import type { House } from '../house.ts';
import { placeOf, readMigration } from './act-on-migration.ts';

/** What an incident that is declared now takes over from a migration that is under way; null where none is. */
export async function migrationUnderWay(
  house: Pick<House, 'migrations'>,
  service: ServicePolicy,
): Promise<DuringMigration | null> {
  const record = await readMigration(house, service);
  if (!mayHaveBegun(record)) return null;
  const { number, operator, standby, startedAt, report } = record;
  return {
    number,
    operator,
    standby: [...standby],
    startedAt,
    backup: report?.backup?.id ?? null,
    pending: [...(report?.pending ?? [])],
    destroys: [...(report?.destroys ?? [])],
  };
}

/** Writes down which incident took a migration over. It is a help for readers: a failure must not stand in the way. */
export async function noteInheritance(
  house: Pick<House, 'migrations'>,
  service: ServicePolicy,
  incident: IncidentId,
): Promise<void> {
  const place = placeOf(service);
  const once = `inherited:${incident}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { entries } = await house.migrations.read(place);
    const draft = { body: { kind: 'incident-inherited', incident }, by: theBot } as const;
    if ((await house.migrations.append(place, entries.length, draft, { once })) !== 'conflict') return;
  }
}
