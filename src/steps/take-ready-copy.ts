import { digestOf } from '../domain/canonical.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { Finding } from '../domain/finding.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Given } from '../engine/step.ts';

/** Names the finding that tells how the copy came about; screens show it although it passed. */
const check = 'ready copy';

/** A copy to go on with, or none; and what people are told of it. */
export interface Taken {
  readonly copy: DatabaseIdentity | null;
  readonly way: Finding;
}

/** The ready copy of this very backup, whole manifest and all. Not being able to look is having none: a restore always can. */
export async function findReadyCopy(
  { ready }: Given['ports'],
  { manifest }: StoredBackup,
): Promise<DatabaseIdentity | null> {
  const kept = await ready.list().catch(() => []);
  const digest = digestOf(manifest);
  return kept.find((copy) => copy.backup === manifest.id && copy.manifest === digest)?.database ?? null;
}

export function noReadyCopy({ manifest }: StoredBackup): Taken {
  return { copy: null, way: { check, result: 'passed', say: `restored: backup ${manifest.id} had no ready copy` } };
}

/**
 * Claims it for this incident and compares it with its backup once more, row for row: it was proved some time ago. One
 * that is not to be had, or differs, is not used, and the reason is told.
 */
export async function takeReadyCopy(
  { ports, effort }: Given,
  wanted: { readonly stored: StoredBackup; readonly ready: DatabaseIdentity; readonly name: string },
): Promise<Taken> {
  const { stored, ready, name } = wanted;
  const { id } = stored.manifest;
  effort.progress(`Claiming the ready copy of backup ${id}`);
  const claim = await ports.ready.claim(ready, name, effort);
  if (claim.kind === 'refused') return restoredInstead(id, claim.why);
  effort.progress(`Comparing the ready copy of backup ${id} with its manifest`);
  const findings = await ports.copies.compare(claim.copy, stored, effort);
  const wrong = findings.filter(({ result }) => result === 'failed');
  if (wrong.length === 0) {
    return { copy: claim.copy, way: { check, result: 'passed', say: `ready copy of backup ${id}, equal to it` } };
  }
  await ports.copies.drop(claim.copy);
  return restoredInstead(id, `it differs from its backup: ${wrong.map(({ say }) => say).join('; ')}`);
}

function restoredInstead(id: string, why: string): Taken {
  const say = `restored: the ready copy of backup ${id} was not used, because ${why}`;
  return { copy: null, way: { check, result: 'warned', say } };
}
