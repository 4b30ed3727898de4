import { RecourseError } from '../../domain/errors.ts';
import type { MigrationDraft, MigrationRecord } from '../../domain/migration-record.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { remindAt } from '../../policy/migrations/judge-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MigrationLease } from '../../ports/migration-log.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { readyRulesOf } from '../backups/keep-ready.ts';
import { type House, serviceNamed } from '../house.ts';
import { keepLooking, type Looking } from '../keep-looking.ts';
import { openPatience } from '../patience.ts';
import { workUnderLease } from '../work-under-lease.ts';
import { placeOf, readMigration } from './act-on-migration.ts';
import { gateTag } from './gate-tag.ts';
import { preflight } from './preflight.ts';
import { validateDone } from './validate-done.ts';

export interface KeeperNeeds {
  readonly house: House;
  readonly clock: Clock;
  readonly holder: string;
  /** Shows a migration as it stands; `progress` is what is being done right now. Safe to call again. */
  tell(service: ServicePolicy, record: MigrationRecord, progress: string | null): Promise<void>;
  remind(service: ServicePolicy, record: MigrationRecord): Promise<void>;
  heard(error: unknown, where: string): void;
}

const POLL_MS = 1_000;
/** A message is edited no more often than this while something is measured. */
const PROGRESS_MS = 2_000;

/**
 * Measures what people asked for: gates and validations. What was asked stands in the log, so whichever replica is free
 * takes it, and takes it over from one that died; a newer fence at the target ends what the dead one left.
 */
export function startMigrationKeeper(needs: KeeperNeeds): Looking {
  const atWork = new Set<Promise<void>>();
  const shown = new Map<string, number>();
  const patience = openPatience(needs.clock);

  async function look(stopping: AbortSignal): Promise<void> {
    const ready = needs.house.services.filter(({ name }) => patience.isOver(name));
    const lease = await needs.house.migrations.claim(needs.holder, ready.map(placeOf));
    if (lease !== null) {
      const work = workUnderLease(
        { log: needs.house.migrations, heard: needs.heard, where: 'measuring a migration' },
        lease,
        stopping,
        (signal) => measure(needs, lease, signal),
      )
        .then((wentWell) => patience.note(lease.service, wentWell))
        .finally(() => atWork.delete(work));
      atWork.add(work);
    }
    for (const service of needs.house.services) await showAndRemind(needs, service, shown);
  }

  const looking = keepLooking({ everyMs: POLL_MS, look, heard: (error) => needs.heard(error, 'migrations') });
  return {
    wake: looking.wake,
    stop: async () => {
      await looking.stop();
      await Promise.all(atWork);
    },
  };
}

/** Tells what is new since this process told last, and asks, then daily, about a migration that nobody ended. */
async function showAndRemind(needs: KeeperNeeds, service: ServicePolicy, shown: Map<string, number>): Promise<void> {
  const record = await readMigration(needs.house, service);
  if (record === null) return;
  if (shown.get(service.name) !== record.head) {
    await needs.tell(service, record, null);
    shown.set(service.name, record.head);
  }
  const dueAt = remindAt(service, record);
  if (dueAt === null || Date.parse(await needs.house.store.now()) < dueAt) return;
  // The message has a key, so that a crash between the two never reminds twice.
  await needs.remind(service, record);
  const { environment, number, reminders } = record;
  const once = `migration-reminded/${service.name}/${environment}/${number}/${reminders + 1}`;
  await append(needs, service, { body: { kind: 'migration-reminded' }, by: theBot }, { once });
}

/** Whether nothing is left to measure. */
async function measure(needs: KeeperNeeds, lease: MigrationLease, signal: AbortSignal): Promise<boolean> {
  const service = serviceNamed(needs.house, lease.service);
  if (service === null) return false; // not ours to settle
  const record = await readMigration(needs.house, service);
  if (record === null) return true;
  const settled = { fence: lease.fence, work: 'settled' } as const;
  const effort = effortOf(needs, service, record, signal);
  try {
    const body = await measured(needs, service, record, effort);
    if (body !== null) await append(needs, service, { body, by: theBot }, settled);
  } catch (error) {
    if (signal.aborted) return false; // whoever takes it over begins anew
    await append(needs, service, { body: { kind: 'gate-failed', ...wordsOf(error) }, by: theBot }, settled);
  }
  return true;
}

async function measured(
  { house, clock }: KeeperNeeds,
  service: ServicePolicy,
  record: MigrationRecord,
  effort: Effort,
): Promise<MigrationDraft['body'] | null> {
  const ports = house.portsOf(service.name);
  if (record.phase === 'measuring') {
    const commit = record.commit === null ? {} : { commit: record.commit };
    const ready = readyRulesOf(house, service);
    const report = await preflight(ports, clock, { service, by: record.operator, ready, ...commit }, effort);
    return { kind: 'gate-finished', report };
  }
  if (record.phase !== 'validating') return null;
  return { kind: 'validation-finished', findings: [...(await validateDone(ports, service, record, effort))] };
}

function effortOf(needs: KeeperNeeds, service: ServicePolicy, record: MigrationRecord, signal: AbortSignal): Effort {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    tag: gateTag(service.name, needs.clock, needs.house.home),
    signal,
    progress: (say) => {
      const now = needs.clock.now().getTime();
      if (now - toldAt < PROGRESS_MS) return;
      toldAt = now;
      needs.tell(service, record, say).catch((error: unknown) => needs.heard(error, 'progress of a migration'));
    },
  };
}

/** Behind whatever stands there: what was measured stays true when somebody wrote meanwhile. */
async function append(
  { house, heard }: KeeperNeeds,
  service: ServicePolicy,
  draft: MigrationDraft,
  guard: Parameters<House['migrations']['append']>[3] = {},
): Promise<void> {
  const place = placeOf(service);
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const { entries } = await house.migrations.read(place);
    const kind = await house.migrations.append(place, entries.length, draft, guard);
    if (kind === 'conflict') continue;
    if (kind === 'fenced-off') heard(new Error('another replica measured this'), 'migrations');
    return house.wake();
  }
}

function wordsOf(error: unknown): { readonly say: string; readonly hint: string } {
  if (error instanceof RecourseError) return { say: error.message, hint: error.hint };
  return { say: error instanceof Error ? error.message : String(error), hint: 'Try it again; if it stays, report it.' };
}
