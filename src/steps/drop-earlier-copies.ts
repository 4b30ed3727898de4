import type { DatabaseIdentity } from '../domain/database.ts';
import type { Given } from '../engine/step.ts';

/** Drops the scratch databases that earlier attempts of this run left. What an attempt has claimed is no leftover. */
export async function dropEarlierCopies(
  { copies }: Pick<Given['ports'], 'copies'>,
  run: string,
  claimed?: DatabaseIdentity,
): Promise<void> {
  const left = (await copies.ofRun(run)).filter(({ oid }) => oid !== claimed?.oid);
  for (const copy of left) await copies.drop(copy);
}

/** Drops what rehearsals of this run left that were cut off; a copy that may be promoted or copied from is none of it. */
export async function dropEarlierRehearsals({ copies }: Pick<Given['ports'], 'copies'>, run: string): Promise<void> {
  for (const left of await copies.ofRun(run)) if (left.name.endsWith('r')) await copies.drop(left);
}
