import type pg from 'pg';
import type { DatabaseIdentity, ValidatedCopy } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { BackupId, Digest } from '../../domain/ids.ts';
import type { ReadyCopy } from '../../ports/ready-copies.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { holdFence } from './control.ts';
import { quoteName } from './identifiers.ts';
import { readyName } from './ready-name.ts';
import { listNotes, sizeInBytes, writeNote } from './ready-notes.ts';
import { codeOf } from './sqlstate.ts';
import { allowConnections, drain, nameOf, stillThere } from './swap-gate.ts';
import { inTransaction } from './transaction.ts';

/** Only our own sessions, and autovacuum's, are in a scratch copy; they go at once. */
const drainedWithinMs = 15_000;
const databaseInUse = '55006';

export interface WhatToKeep {
  readonly production: string;
  readonly home: string;
  readonly backup: BackupId;
  readonly manifest: Digest;
}

/**
 * Closes, drains, and then renames and notes in one transaction. Whoever is killed before its commit leaves a scratch
 * copy under its run's name, which the run's next fence drops; after it, a ready copy that is whole.
 */
export async function keepCopy(
  control: pg.Client,
  copy: ValidatedCopy,
  what: WhatToKeep,
  effort: Effort,
): Promise<ReadyCopy | null> {
  if (await isKeptAlready(control, what)) return null;
  effort.progress('closing the copy to connections');
  await inTransaction(control, async () => {
    await holdFence(control, effort.tag);
    await refuseUnlessInPlace(control, copy);
    await allowConnections(control, copy.oid, false);
  });
  effort.progress('copy closed: ending sessions');
  await noteWhenEmpty(control, copy, what, effort);
  effort.progress('kept as a ready copy');
  return (await listNotes(control, what)).find(({ backup }) => backup === what.backup) ?? null;
}

async function noteWhenEmpty(control: pg.Client, copy: ValidatedCopy, what: WhatToKeep, effort: Effort): Promise<void> {
  const deadline = Date.now() + drainedWithinMs;
  for (;;) {
    await drain(control, [copy.oid], deadline, effort.signal);
    try {
      return await inTransaction(control, () => renameAndNote(control, copy, what, effort));
    } catch (error) {
      if (codeOf(error) !== databaseInUse) throw error;
      if (Date.now() > deadline) throw stillThere([{ pid: 0, mayEnd: false, say: 'a background worker' }]);
    }
  }
}

async function renameAndNote(
  control: pg.Client,
  copy: ValidatedCopy,
  { production, home, backup, manifest }: WhatToKeep,
  effort: Effort,
): Promise<void> {
  await holdFence(control, effort.tag);
  await refuseUnlessInPlace(control, copy);
  const name = readyName(production, backup, home);
  const bytes = await sizeInBytes(control, copy.oid);
  await control.query(`ALTER DATABASE ${quoteName(copy.name)} RENAME TO ${quoteName(name)}`);
  await writeNote(control, home, { production, backup, manifest, oid: copy.oid, name, bytes });
  effort.progress('renamed, not yet committed');
}

async function isKeptAlready(control: pg.Client, what: WhatToKeep): Promise<boolean> {
  return (await listNotes(control, what)).some(({ backup }) => backup === what.backup);
}

async function refuseUnlessInPlace(control: pg.Client, copy: DatabaseIdentity): Promise<void> {
  const name = await nameOf(control, copy.oid);
  if (name === copy.name) return;
  throw new RecourseError(`${copy.name} is not the database that was proved: ${name ?? 'it is gone'}.`, {
    code: 'database-refused',
    hint: 'Somebody renamed or dropped it meanwhile. Nothing was kept; the next proof makes another.',
    facts: { database: copy.name, oid: copy.oid },
  });
}
