import { RecourseError } from '../../domain/errors.ts';
import { BackupId } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

/**
 * The backup that the command line names, or the newest.
 *
 * @throws RecourseError `bad-input` for a word that is no id, `backup-missing` where there is none
 */
export async function chooseBackup(
  { backups }: Pick<ServicePorts, 'backups'>,
  service: string,
  wanted: string | undefined,
): Promise<StoredBackup> {
  const id = wanted === undefined ? null : BackupId.safeParse(wanted);
  if (id?.success === false) {
    throw new RecourseError(`"${wanted}" is no backup id.`, {
      code: 'bad-input',
      hint: 'Expected one such as 20261121T113400Z-manual-4f1c9a02.',
    });
  }
  const found = id === null ? ((await backups.list())[0] ?? null) : await backups.read(id.data);
  if (found !== null) return found;
  throw new RecourseError(
    wanted === undefined ? `There is no backup of ${service}.` : `There is no backup ${wanted}.`,
    {
      code: 'backup-missing',
      hint: `\`npx recourse backup list ${service}\` names those there are.`,
    },
  );
}
