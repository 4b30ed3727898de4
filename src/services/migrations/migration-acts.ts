import type { PersonId, ServiceName } from '../../domain/ids.ts';
import type { ChecklistItem, MigrationRecord } from '../../domain/migration-record.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { refused } from '../../domain/verdict.ts';
import { mayAcceptLoss, mayBeDone, mayBegin, mayCallOff } from '../../policy/migrations/judge-record.ts';
import { type House, serviceNamed } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { reasonTrouble } from '../voting/reason.ts';
import { actOnMigration } from './act-on-migration.ts';

export interface BeginMigration {
  readonly service: ServiceName;
  readonly standby: readonly PersonId[];
  readonly ticked: readonly ChecklistItem[];
  readonly commit?: string;
  readonly note?: string;
}

/** Opens the gate: it is measured by whichever replica is free, and told in its message (G1, P6). */
export function beginMigration(house: House, asking: Asking, given: BeginMigration): Promise<Verdict<MigrationRecord>> {
  const { service: name, standby, ticked, ...rest } = given;
  return actOnMigration(house, asking, { service: name, work: 'due' }, (record, service) => {
    const refusal = mayBegin(service, record);
    if (refusal !== null) return refusal;
    const number = (record?.number ?? 0) + 1;
    return { kind: 'migration-asked', number, standby: [...standby], ticked: [...ticked], ...rest };
  });
}

/** What is destroyed is meant: said by somebody who has a say, with the reason. */
export async function acceptLoss(
  house: House,
  asking: Asking,
  given: { readonly service: ServiceName; readonly number: number; readonly why: string },
): Promise<Verdict<MigrationRecord>> {
  const trouble = reasonTrouble(given.why, 'accept the loss');
  if (trouble !== null) return refused(trouble);
  const policy = serviceNamed(house, given.service);
  const resolved = policy === null ? { roster: {}, unresolved: [] } : await house.people.roster(policy);
  return actOnMigration(house, asking, given, (record, service) => {
    const { number } = given;
    const refusal = mayAcceptLoss(service, record, { number, person: asking.person, resolved });
    return refusal ?? { kind: 'loss-accepted', why: given.why.trim() };
  });
}

/** The deploy is through: production is compared with what the rehearsal predicted. */
export function finishMigration(
  house: House,
  asking: Asking,
  given: { readonly service: ServiceName },
): Promise<Verdict<MigrationRecord>> {
  return actOnMigration(house, asking, { ...given, work: 'due' }, (record, service) => {
    return mayBeDone(service, record) ?? { kind: 'done-asked' };
  });
}

export async function callOffMigration(
  house: House,
  asking: Asking,
  given: { readonly service: ServiceName; readonly why: string },
): Promise<Verdict<MigrationRecord>> {
  const trouble = reasonTrouble(given.why, 'call it off');
  if (trouble !== null) return refused(trouble);
  return actOnMigration(house, asking, given, (record, service) => {
    return mayCallOff(service, record) ?? { kind: 'migration-called-off', why: given.why.trim() };
  });
}
