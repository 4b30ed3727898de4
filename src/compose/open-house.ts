import { fileURLToPath } from 'node:url';
import { findPrograms } from '../adapters/pgtools/find-programs.ts';
import { openStore, type Store, type StoreAddress } from '../adapters/store/open-store.ts';
import type { Settings } from '../config/settings.ts';
import { RecourseError } from '../domain/errors.ts';
import type { ServiceName } from '../domain/ids.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { openJournal } from '../engine/journal.ts';
import { struckAlerts, struckEntries, struckLog } from '../engine/struck-stores.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { People } from '../ports/people.ts';
import type { ServicePorts } from '../ports/service-ports.ts';
import type { House } from '../services/house.ts';
import { mailListOf } from './mail-list.ts';
import { type Ground, openServicePorts } from './open-service-ports.ts';

/** What the tests of crashes put between the rooms; empty in life. */
export interface Between {
  /** How long leases last, in ms. */
  readonly leaseMs?: number;
  entries?(store: EntryStore): EntryStore;
  ports?(service: ServicePolicy, ports: ServicePorts): ServicePorts;
}

export interface OpenHouse {
  readonly house: House;
  readonly store: Store;
  /** Called whenever something was written that a conductor should look at. */
  onWake(look: () => void): void;
  close(): Promise<void>;
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Opens the store and furnishes every service; Slack is brought along by whoever has it. */
export async function openHouse(settings: Settings, people: People, between: Between = {}): Promise<OpenHouse> {
  const programs = await findPrograms(settings.programs);
  const store = await openStore(
    storeAddress(settings),
    between.leaseMs === undefined ? {} : { leaseMs: between.leaseMs },
  );
  const ground = { settings, programs, checkout, home: store.identity };
  const ports = await openAllPorts(ground, between).catch(async (error) => {
    await store.close();
    throw error;
  });
  const { strikeSecrets } = settings;
  const entries = struckEntries(between.entries?.(store.entries) ?? store.entries, strikeSecrets);
  const looks: (() => void)[] = [];
  const house: House = {
    store: entries,
    journal: openJournal(entries),
    outbox: store.outbox,
    people,
    migrations: struckLog(store.migrations, strikeSecrets),
    drills: struckLog(store.drills, strikeSecrets),
    alerts: struckAlerts(store.alerts, strikeSecrets),
    services: settings.services,
    home: store.identity,
    strikeSecrets,
    portsOf: (service) => ports.get(service) ?? unknownService(service),
    mailListOf: (service) => {
      const policy = settings.services.find(({ name }) => name === service);
      return policy === undefined ? async () => [] : mailListOf(settings, policy);
    },
    wake: () => {
      for (const look of looks) look();
    },
  };
  return { house, store, onWake: (look) => looks.push(look), close: () => store.close() };
}

async function openAllPorts(ground: Ground, between: Between): Promise<ReadonlyMap<ServiceName, ServicePorts>> {
  const ports = new Map<ServiceName, ServicePorts>();
  for (const service of ground.settings.services) {
    const own = await openServicePorts(ground, service);
    ports.set(service.name, between.ports?.(service, own) ?? own);
  }
  return ports;
}

/** Where the store is, as `openStore` wants to know it. */
export function storeAddress({ store }: Settings): StoreAddress {
  return store.kind === 'server' ? { databaseUrl: store.url.reveal() } : { folder: store.folder };
}

function unknownService(service: ServiceName): never {
  throw new RecourseError(`recourse.yaml has no service "${service}".`, {
    code: 'bad-configuration',
    hint: 'Put it back into recourse.yaml and restart.',
    facts: { service },
  });
}
