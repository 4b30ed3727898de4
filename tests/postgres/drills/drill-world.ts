import type { PhaseTime } from '../../../src/domain/drill.ts';
import { Fence } from '../../../src/domain/ids.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { DrillApplication } from '../../../src/ports/outside.ts';
import { type DrillPorts, drillRun, holdDrill } from '../../../src/services/drills/hold-drill.ts';

import type { World } from '../backups/open-world.ts';

/** A service whose drills are held in tests; `drill` and `database` as its file would say them. */
export function drilledService(given: { drill?: Record<string, unknown>; required?: string[] } = {}): ServicePolicy {
  return ServicePolicy.parse({
    name: 'shop',
    title: 'Shop',
    channel: 'C0SHOP',
    database: { url_env: 'SHOP_URL', required_tables: given.required ?? ['users'] },
    backups: { storage: { kind: 'folder', path: '/var/backups' } },
    authority: { roles: { 'team-lead': ['U0LEAD'], cto: ['U0CTO'], 'on-call': ['U0CALL'], owner: ['U0OWNER'] } },
    drill: given.drill ?? {},
  });
}

export function portsOf(world: World, application: DrillApplication | null = null): DrillPorts {
  return { backups: world.backups, copies: world.copies, fencing: world.fencing, drillApplication: application };
}

let fence = 0;

/** One drill as the keeper holds it, under a fence of its own. */
export async function drill(world: World, service: ServicePolicy, application: DrillApplication | null = null) {
  fence += 1;
  const times: PhaseTime[] = [];
  const report = await holdDrill(
    portsOf(world, application),
    { service, clock: { now: () => new Date() }, held: 0, phaseEnded: (time) => times.push(time) },
    {
      tag: { run: drillRun(service.name), fence: Fence.parse(fence), home: 'drills' },
      signal: new AbortController().signal,
      progress: () => undefined,
    },
  );
  return { report, times };
}
