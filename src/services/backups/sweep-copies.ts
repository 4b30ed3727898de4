import { type BackupId, Fence, type ServiceName } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunTag } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { gateRun } from '../migrations/gate-tag.ts';
import { type ReadyRules, retireSurplus } from './keep-ready.ts';
import { planRun } from './plan-tag.ts';
import { proofRuns } from './prove-by-hand.ts';

type Ports = Pick<ServicePorts, 'backups' | 'copies' | 'fencing' | 'ready'>;

/** A run of its own: tidying up must not fence off a proof that begins at the same moment. */
export function tidyTag(service: ServiceName, clock: Clock, home?: string): RunTag {
  return { run: `tidy-${service}`, fence: Fence.parse(Math.floor(clock.now().getTime() / 1000)), home };
}

/** Every run that makes copies outside an incident: proofs, rehearsals, dry runs of the terminal, and tidying up. */
function makersOf(service: ServiceName): readonly string[] {
  return [...proofRuns(service), gateRun(service), planRun(service), `tidy-${service}`];
}

/**
 * While nobody makes copies: drops what one who died has left of them, and the ready copies that policy has no room for any more.
 * Nothing where a proof, a rehearsal or a dry run is under way, of whatever replica; and no ready copy goes while an incident is open.
 */
export async function sweepCopies(
  ports: Ports,
  service: ServiceName,
  tag: RunTag,
  rules: ReadyRules,
): Promise<readonly BackupId[]> {
  const { ready, copies, fencing } = ports;
  const retired = await ready.whereNobodyMakes(async () => {
    for (const run of makersOf(service)) for (const left of await copies.ofRun(run)) await copies.drop(left);
    if (!(await rules.isQuiet())) return [];
    await fencing.raise(tag);
    const effort = { tag, signal: new AbortController().signal, progress: () => undefined };
    return retireSurplus(ports, rules, effort);
  });
  return retired ?? [];
}
