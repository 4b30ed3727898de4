import type { CopyBackDirection } from '../../domain/copy-back.ts';
import type { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import { BackupId, IncidentId } from '../../domain/ids.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

export interface CopySource {
  readonly from: DatabaseIdentity;
  readonly direction: CopyBackDirection;
}

/** Works with the database that a person named: a backup's copy, what an incident's restore replaced, or one by name. */
export async function withSource<Result>(
  ports: ServicePorts,
  named: string,
  effort: Effort,
  work: (source: CopySource) => Promise<Result>,
): Promise<Result> {
  const backup = BackupId.safeParse(named);
  if (backup.success)
    return withRestored(ports, backup.data, effort, (copy) => work({ from: copy, direction: 'from-backup' }));
  const from = await findDatabase(ports, named);
  if (from !== null) return work({ from, direction: 'from-replaced' });
  throw new RecourseError(
    `There is no ${IncidentId.safeParse(named).success ? 'replaced database of' : 'database'} ${named}.`,
    {
      code: 'not-found',
      hint: '`npx recourse replaced list <service>` names replaced databases, `npx recourse backup list <service>` backups.',
      facts: { from: named },
    },
  );
}

/** The newest database that this incident replaced, or the one of that name. */
async function findDatabase({ replaced, copies }: ServicePorts, named: string): Promise<DatabaseIdentity | null> {
  if (!IncidentId.safeParse(named).success) return copies.find(named);
  const kept = (await replaced.list()).filter(
    ({ run, standing }) => run.split('@')[0] === named && standing === 'there',
  );
  return kept.at(-1)?.database ?? null;
}

/** A scratch database for as long as it takes; what an earlier one left behind goes first. */
async function withRestored<Result>(
  { backups, copies, fencing, ready }: ServicePorts,
  id: BackupId,
  effort: Effort,
  work: (copy: DatabaseIdentity) => Promise<Result>,
): Promise<Result> {
  const stored = await backups.read(id);
  if (stored === null) {
    throw new RecourseError(`There is no backup ${id}.`, {
      code: 'backup-missing',
      hint: '`npx recourse backup list <service>` names those there are.',
      facts: { backup: id },
    });
  }
  await fencing.raise(effort.tag);
  for (const left of await copies.ofRun(effort.tag.run)) await copies.drop(left);
  return ready.asMaker(effort.tag, async () => {
    effort.progress('Restoring into a scratch database');
    const copy = await copies.restore(stored, copies.scratchName(effort.tag), effort);
    try {
      return await work(copy);
    } finally {
      await copies.drop(copy);
    }
  });
}
