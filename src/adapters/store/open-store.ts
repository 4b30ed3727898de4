import { DrillEntryBody } from '../../domain/drill.ts';
import { MigrationEntryBody } from '../../domain/migration-record.ts';
import type { AlertLog } from '../../ports/alert-log.ts';
import type { Outbox } from '../../ports/chat.ts';
import type { DrillLog } from '../../ports/drill-log.ts';
import type { EntryStore, Leases, Repeats } from '../../ports/entry-store.ts';
import type { HomeTabs } from '../../ports/home-tabs.ts';
import type { Lanes } from '../../ports/lanes.ts';
import type { MigrationLog } from '../../ports/migration-log.ts';
import { alertLog } from './alert-log.ts';
import { askOver } from './ask.ts';
import { entryStore } from './entries.ts';
import type { Home } from './home.ts';
import { homeTabs } from './home-tabs.ts';
import { lanes } from './lanes.ts';
import { leases } from './leases.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { repeats } from './repeats.ts';
import { openServerHome } from './server-home.ts';
import { workLog } from './work-log.ts';

/** Everything that the bot remembers. */
export interface Store {
  readonly entries: EntryStore;
  readonly leases: Leases;
  readonly repeats: Repeats;
  readonly migrations: MigrationLog;
  readonly drills: DrillLog;
  readonly alerts: AlertLog;
  readonly outbox: Outbox;
  readonly lanes: Lanes;
  readonly homeTabs: HomeTabs;
  readonly kind: 'server' | 'embedded';
  /** Where it is, for people; never a secret. */
  readonly where: string;
  /** What tells its incidents from another store's; new when a store is made anew. */
  readonly identity: string;
  /** Waits for statements under way; leases are not given back. */
  close(): Promise<void>;
}

export type StoreAddress = { readonly databaseUrl: string } | { readonly folder: string };

/** Ten seconds: long enough for a slow statement, short enough that a dead conductor is missed soon. */
const LEASE_MS = 10_000;

/**
 * Opens the store and brings its schema up to date.
 *
 * @param options.leaseMs how long leases last in ms; shorter in tests
 * @throws RecourseError `store-unreachable`, `store-locked`, `store-too-new`, `rights-missing`
 */
export async function openStore(address: StoreAddress, options: { readonly leaseMs?: number } = {}): Promise<Store> {
  const home = await openHome(address);
  try {
    await migrate(home.pool, home.where);
    return await furnish(home, options.leaseMs ?? LEASE_MS);
  } catch (error) {
    await home.close().catch(() => undefined);
    throw error;
  }
}

async function openHome(address: StoreAddress): Promise<Home> {
  if ('databaseUrl' in address) return openServerHome(address.databaseUrl);
  // Loaded only where it is used: it brings a whole PostgreSQL along.
  const { openEmbeddedHome } = await import('./embedded-home.ts');
  return await openEmbeddedHome(address.folder);
}

async function furnish(home: Home, leaseMs: number): Promise<Store> {
  const ask = askOver(home.pool, home.where);
  if (home.alone) await endLeasesOfAnEarlierLife(ask);
  const identity = await identityOf(ask);
  return {
    entries: entryStore(ask, home.signals),
    leases: leases(ask, leaseMs, identity),
    repeats: repeats(ask),
    migrations: workLog(ask, leaseMs, { name: 'migration', body: MigrationEntryBody }),
    drills: workLog(ask, leaseMs, { name: 'drill', body: DrillEntryBody }),
    alerts: alertLog(ask),
    outbox: outbox(ask, home.signals),
    lanes: lanes(ask, home.signals, leaseMs),
    homeTabs: homeTabs(ask),
    kind: home.kind,
    where: home.where,
    identity,
    close: () => home.close(),
  };
}

async function identityOf(ask: ReturnType<typeof askOver>): Promise<string> {
  const [row] = await ask<{ id: string }>('SELECT id FROM recourse.identity');
  return row?.id ?? '';
}

async function endLeasesOfAnEarlierLife(ask: ReturnType<typeof askOver>): Promise<void> {
  await ask('UPDATE recourse.incident SET lease_until = clock_timestamp() WHERE holder IS NOT NULL');
  await ask('UPDATE recourse.migration SET lease_until = clock_timestamp() WHERE holder IS NOT NULL');
  await ask('UPDATE recourse.drill SET lease_until = clock_timestamp() WHERE holder IS NOT NULL');
  await ask('UPDATE recourse.lane SET lease_until = clock_timestamp() WHERE holder IS NOT NULL');
}
