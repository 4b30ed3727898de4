import type { ServiceName } from '../../domain/ids.ts';
import type { MigrationDraft, MigrationRecord } from '../../domain/migration-record.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { foldMigration } from '../../policy/migrations/fold-record.ts';
import { type House, serviceNamed } from '../house.ts';
import type { Asking } from '../use-cases.ts';

type MigrationHouse = Pick<House, 'migrations' | 'services' | 'wake'>;

/** More often than this in a row, something else than two people at once is wrong. */
const ATTEMPTS = 8;

/** What a person's act writes, or why not. */
export type JudgeMigration = (
  record: MigrationRecord | null,
  service: ServicePolicy,
) => Refusal | Pick<MigrationDraft, 'body'>['body'];

/** Judges against the newest entry and writes behind it, as one act; judged anew whenever somebody was faster (I3). */
export async function actOnMigration(
  house: MigrationHouse,
  asking: Asking,
  given: { readonly service: ServiceName; readonly work?: 'due' },
  judge: JudgeMigration,
): Promise<Verdict<MigrationRecord>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(unknownService(given.service, house));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const verdict = await tryOnce(house, asking, { service, work: given.work }, judge);
    if (verdict !== null) return verdict;
  }
  throw new Error('the log of migrations changed faster than it could be written to');
}

/** Null where somebody was faster. */
async function tryOnce(
  house: MigrationHouse,
  asking: Asking,
  { service, work }: { readonly service: ServicePolicy; readonly work: 'due' | undefined },
  judge: JudgeMigration,
): Promise<Verdict<MigrationRecord> | null> {
  const place = placeOf(service);
  const { entries } = await house.migrations.read(place);
  const record = foldMigration(service.name, service.environment, entries);
  // A repeat is answered like the first, which may have made this act impossible by now.
  if (record !== null && entries.some(({ once }) => once === asking.once)) return granted(record);
  const body = judge(record, service);
  if ('code' in body) return refused(body);
  const by = { kind: 'person', id: asking.person } as const;
  const guard = { once: asking.once, ...(work === undefined ? {} : { work }) };
  if ((await house.migrations.append(place, entries.length, { body, by }, guard)) === 'conflict') return null;
  house.wake();
  const now = await readMigration(house, service);
  return now === null ? null : granted(now);
}

/** The newest migration of a service; null where there was none. */
export async function readMigration(
  { migrations }: Pick<House, 'migrations'>,
  service: ServicePolicy,
): Promise<MigrationRecord | null> {
  const { entries } = await migrations.read(placeOf(service));
  return foldMigration(service.name, service.environment, entries);
}

export function placeOf({ name, environment }: ServicePolicy) {
  return { service: name, environment };
}

function unknownService(name: string, house: Pick<House, 'services'>): Refusal {
  const known = house.services.map((each) => each.name).join(', ');
  return { code: 'unknown-service', say: `There is no service "${name}".`, hint: `Recourse looks after: ${known}.` };
}
