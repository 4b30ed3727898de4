import type { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { Fence, type ServiceName, toInstant } from '../../domain/ids.ts';
import type { BackupProof, StoredBackup } from '../../domain/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { keepReady, type ReadyRules } from './keep-ready.ts';

type Ports = Pick<ServicePorts, 'backups' | 'copies' | 'fencing' | 'ready'>;

/** What a proof is made for. A newer one ends an older one of the same occasion, and none of another. */
export type ProofOccasion = 'schedule' | 'hand' | 'gate';

/** No name of a service can make one of them another's. */
const runWords: Readonly<Record<ProofOccasion, string>> = { schedule: 'verify', hand: 'handproof', gate: 'gateproof' };

/** The runs under which a service's backups are proved. */
export function proofRuns(service: ServiceName): readonly string[] {
  return Object.values(runWords).map((word) => `${word}-${service}`);
}

/** A newer proof ends what an older one left behind. */
export function proofTag(occasion: ProofOccasion, service: ServiceName, clock: Clock, home?: string): RunTag {
  const fence = Fence.parse(Math.floor(clock.now().getTime() / 1000));
  return { run: `${runWords[occasion]}-${service}`, fence, home };
}

/**
 * Proves a backup as an incident would (B7): compares its bytes, restores it into a scratch database and judges the copy.
 * What came of it is written beside the backup. A copy that passed is kept for a rollback where `rules` allow it (G7),
 * any other is dropped. A failure to try at all is thrown, and proves nothing.
 */
export async function proveBackup(
  ports: Ports,
  clock: Clock,
  backup: StoredBackup,
  effort: Effort,
  rules: ReadyRules | null = null,
): Promise<BackupProof> {
  await clearAway(ports, effort.tag);
  return ports.ready.asMaker(effort.tag, () => prove(ports, clock, backup, effort, rules));
}

async function prove(
  ports: Ports,
  clock: Clock,
  backup: StoredBackup,
  effort: Effort,
  rules: ReadyRules | null,
): Promise<BackupProof> {
  const { id } = backup.manifest;
  const beganAt = clock.now();
  effort.progress('Comparing the backup with its digests');
  const inspected = await ports.backups.inspect(id);
  const record = async (judged: readonly Finding[]) => {
    const proof = concludeProof([...inspected, ...judged], beganAt, clock.now());
    await ports.backups.recordProof(id, proof);
    return proof;
  };
  if (anyFailed(inspected)) return record([]);
  const copy = await restoreCopy(ports, backup, effort).catch(asUnrestorable);
  if ('unrestorable' in copy) return record([copy.unrestorable]);
  try {
    effort.progress('Comparing the copy with the backup’s manifest');
    const judged = await ports.copies.validate(copy, backup, effort);
    const proof = await record(judged);
    if (rules === null || !proof.passed) return proof;
    // The proof stands, whatever becomes of the copy.
    const kept = { ...proof, findings: [...proof.findings, await keepReady(ports, rules, { copy, backup }, effort)] };
    await ports.backups.recordProof(id, kept);
    return kept;
  } finally {
    await dropUnlessKept(ports, copy);
  }
}

function concludeProof(findings: readonly Finding[], beganAt: Date, endedAt: Date): BackupProof {
  return {
    provedAt: toInstant(endedAt),
    durationMs: endedAt.getTime() - beganAt.getTime(),
    passed: !anyFailed(findings),
    findings: [...findings],
  };
}

/** What an earlier proof of this service left, killed or still running, is ended and dropped. */
async function clearAway({ copies, fencing }: Ports, tag: RunTag): Promise<void> {
  await fencing.raise(tag);
  for (const left of await copies.ofRun(tag.run)) await copies.drop(left);
}

function restoreCopy({ copies }: Ports, backup: StoredBackup, effort: Effort): Promise<DatabaseIdentity> {
  effort.progress('Restoring into a scratch database');
  return copies.restore(backup, copies.scratchName(effort.tag), effort);
}

/** Rows that no restore can bring in are an answer: the next try would give the same one. Anything else is thrown. */
function asUnrestorable(error: unknown): { readonly unrestorable: Finding } {
  if (!(error instanceof RecourseError) || error.code !== 'backup-breaks-rules') throw error;
  return { unrestorable: { check: 'restore', result: 'failed', say: error.message, hint: error.hint } };
}

/** A copy that was kept has another name by now, and nothing is found under this one. */
async function dropUnlessKept({ copies }: Ports, copy: DatabaseIdentity): Promise<void> {
  if ((await copies.find(copy.name))?.oid === copy.oid) await copies.drop(copy);
}
