import type { DatabaseIdentity } from '../../domain/database.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { Fence, type ServiceName, toInstant } from '../../domain/ids.ts';
import type { BackupProof, StoredBackup } from '../../domain/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

type Ports = Pick<ServicePorts, 'backups' | 'copies' | 'fencing'>;

/** The run that proofs of a service's backups share: a newer one ends what an older one left behind. */
export function proofTag(service: ServiceName, clock: Clock): RunTag {
  return { run: `verify-${service}`, fence: Fence.parse(Math.floor(clock.now().getTime() / 1000)) };
}

/**
 * Proves a backup as an incident would (B7): compares its bytes, restores it into a scratch database, judges the copy,
 * and drops it. What came of it is written beside the backup. A failure to try at all is thrown, and proves nothing.
 */
export async function proveBackup(
  ports: Ports,
  clock: Clock,
  backup: StoredBackup,
  effort: Effort,
): Promise<BackupProof> {
  const { id } = backup.manifest;
  await clearAway(ports, effort.tag);
  const beganAt = clock.now();
  effort.progress('Comparing the backup with its digests');
  const inspected = await ports.backups.inspect(id);
  const judged = anyFailed(inspected) ? [] : await restoreAndJudge(ports, backup, effort);
  const findings = [...inspected, ...judged];
  const endedAt = clock.now();
  const proof: BackupProof = {
    provedAt: toInstant(endedAt),
    durationMs: endedAt.getTime() - beganAt.getTime(),
    passed: !anyFailed(findings),
    findings,
  };
  await ports.backups.recordProof(id, proof);
  return proof;
}

/** What an earlier proof of this service left, killed or still running, is ended and dropped. */
async function clearAway({ copies, fencing }: Ports, tag: RunTag): Promise<void> {
  await fencing.raise(tag);
  for (const left of await copies.ofRun(tag.run)) await copies.drop(left);
}

async function restoreAndJudge({ copies }: Ports, backup: StoredBackup, effort: Effort): Promise<readonly Finding[]> {
  effort.progress('Restoring into a scratch database');
  const copy: DatabaseIdentity = await copies.restore(backup, copies.scratchName(effort.tag), effort);
  try {
    effort.progress('Comparing the copy with the backup’s manifest');
    return await copies.validate(copy, backup, effort);
  } finally {
    await copies.drop(copy);
  }
}
