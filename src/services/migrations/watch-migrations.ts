import type { Finding } from '../../domain/finding.ts';
import type { MigrationEntryBody, MigrationRecord } from '../../domain/migration-record.ts';
import { theBot } from '../../domain/person.ts';
import type { MigrationWatchPolicy } from '../../domain/policy-file/migration-watch.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { changedFindings, watchAlerts, watchPhase } from '../../policy/migrations/judge-watch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductionStatistics } from '../../ports/production-statistics.ts';
import type { House } from '../house.ts';
import { keepLooking, type Looking } from '../keep-looking.ts';
import { placeOf, readMigration } from './act-on-migration.ts';
import { gateTag } from './gate-tag.ts';
import { watchRound } from './watch-round.ts';

export interface WatchNeeds {
  readonly house: House;
  readonly clock: Clock;
  heard(error: unknown, where: string): void;
}

const POLL_MS = 1_000;

/** What this process remembers of a service; all that matters stands in the log. */
interface Memory {
  lookedAt: number;
  statistics: ProductionStatistics | null;
  alertsOf: number;
}

/**
 * Watches production after `/migration done`, for the hours and at the pace of the policy (P9, P6). Every replica looks;
 * what it saw is written behind the newest entry or not at all, so that a change is told once. A restart goes on from the
 * log. What is critical goes the way of alerts as well: it proposes to declare.
 */
export function startMigrationWatch(needs: WatchNeeds): Pick<Looking, 'stop'> {
  const memories = new Map<string, Memory>();
  return keepLooking({
    everyMs: POLL_MS,
    look: async (stopping) => {
      const looks = needs.house.services.map(async (service) => {
        const memory = memories.get(service.name) ?? {
          lookedAt: Number.NEGATIVE_INFINITY,
          statistics: null,
          alertsOf: 0,
        };
        memories.set(service.name, memory);
        await lookAfter(needs, service, memory, stopping).catch((error: unknown) => {
          if (!stopping.aborted) needs.heard(error, `the watch after a migration of ${service.name}`);
        });
      });
      await Promise.all(looks);
    },
    heard: (error) => needs.heard(error, 'the watch after migrations'),
  });
}

async function lookAfter(
  needs: WatchNeeds,
  service: ServicePolicy,
  memory: Memory,
  signal: AbortSignal,
): Promise<void> {
  const { house, clock } = needs;
  const policy = service.migrations?.watch;
  if (policy === undefined) return;
  const record = await readMigration(house, service);
  const phase = watchPhase(policy, record, new Date(await house.store.now()));
  if (record === null) return;
  await raiseAlerts(house, service, record, memory);
  if (phase === 'ending') await write(house, service, record, { kind: 'watch-ended' });
  if (phase !== 'watching' || clock.now().getTime() < memory.lookedAt + policy.every) return;
  memory.lookedAt = clock.now().getTime();
  const changed = changedFindings(record.watch.findings, await look(needs, service, policy, memory, signal));
  if (changed.length > 0) await write(house, service, record, { kind: 'watch-reported', changed: [...changed] });
}

async function look(
  { house, clock }: WatchNeeds,
  service: ServicePolicy,
  policy: MigrationWatchPolicy,
  memory: Memory,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const effort = { tag: gateTag(service.name, clock, house.home), signal, progress: () => undefined };
  try {
    const ports = house.portsOf(service.name);
    const { findings, statistics } = await watchRound(ports, { service, policy, before: memory.statistics }, effort);
    memory.statistics = statistics;
    return [...findings, { check: 'the watch itself', result: 'passed', say: 'production could be looked at' }];
  } catch (error) {
    if (signal.aborted) throw error;
    const say = `production could not be looked at: ${error instanceof Error ? error.message : String(error)}`;
    return [{ check: 'the watch itself', result: 'failed', say }];
  }
}

/** Kept once, as alerts are: the next look makes up for a crash in between. */
async function raiseAlerts(
  house: House,
  service: ServicePolicy,
  record: MigrationRecord,
  memory: Memory,
): Promise<void> {
  if (memory.alertsOf === record.head) return;
  const alerts = watchAlerts(record);
  if (alerts.length > 0) await house.alerts.take(placeOf(service), alerts);
  memory.alertsOf = record.head;
  if (alerts.length > 0) house.wake();
}

/** Behind the entry that it was judged on: where somebody was faster, the next look judges anew. */
async function write(
  house: House,
  service: ServicePolicy,
  { head }: MigrationRecord,
  body: MigrationEntryBody,
): Promise<void> {
  await house.migrations.append(placeOf(service), head, { body, by: theBot }, {});
  house.wake();
}
