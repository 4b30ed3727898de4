import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { DrillRecord } from '../../../src/domain/drill-record.ts';
import { PersonId } from '../../../src/domain/ids.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { DrillApplication } from '../../../src/ports/outside.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { startDrillKeeper } from '../../../src/services/drills/keep-drills.ts';
import type { Looking } from '../../../src/services/keep-looking.ts';
import type { World } from '../backups/open-world.ts';
import { portsOf } from './drill-world.ts';

/** One replica that keeps the drills of one service. `heard` is told what a drill does, at once. */
export function keeperOf(given: {
  readonly store: Store;
  readonly world: World;
  readonly service: ServicePolicy;
  readonly application?: DrillApplication;
  readonly heard?: (say: string) => void;
  readonly told?: (drill: DrillRecord) => void;
}): Looking {
  const { store, world, service } = given;
  const heard = given.heard ?? (() => undefined);
  const ports = portsOf(world, given.application ?? null);
  const { copies } = ports;
  const listening = {
    ...ports,
    copies: {
      ...copies,
      restore: (...[backup, name, effort, watch]: Parameters<typeof copies.restore>) =>
        copies.restore(backup, name, { ...effort, progress: heard }, watch),
    },
  };
  return startDrillKeeper({
    house: {
      drills: store.drills,
      portsOf: () => listening as unknown as ServicePorts,
      people: {
        roster: async () => ({ roster: { 'team-lead': [PersonId.parse('U0LEAD')] }, unresolved: [] }),
        timeZone: async () => 'UTC',
      },
      home: store.identity,
      services: [service],
    },
    clock: { now: () => new Date() },
    holder: `keeper-${process.pid}`,
    tell: async (_, drill) => given.told?.(drill),
    tellOverdue: async () => undefined,
    sharePicture: async () => 'shared',
    heard: (error) => heard(`trouble: ${error}`),
  });
}
