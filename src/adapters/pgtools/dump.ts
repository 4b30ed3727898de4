import { join } from 'node:path';
import type { ArchiveForm, Archives } from '../../ports/archives.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Toolbox } from './archives.ts';
import { runChild } from './child.ts';
import { countPieces } from './progress.ts';
import { sealOutput } from './seal.ts';

/** The folder of an archive in directory format, within the artefact. */
export const directoryDump = 'dump';

/**
 * Dumps what the exported snapshot shows. Without recipients: the directory format, in parallel, gzip 1. With them: the
 * custom format through one pipe, because pg_dump would write a directory's files to the disk before we could encrypt them.
 */
export async function dumpArchive(
  { wishes, seal, connected }: Toolbox,
  given: Parameters<Archives['dump']>[0],
  effort: Effort,
): Promise<ArchiveForm> {
  const { recipients, dropOwnersAndRights } = wishes;
  const encrypted = recipients.length > 0;
  const count = countPieces(effort, {
    doing: 'Dumping',
    begins: /dumping contents of table (.+)/,
    total: given.tables,
  });
  const pgDump = {
    ...connected('pg_dump', [
      `--snapshot=${given.snapshot}`,
      `--lock-wait-timeout=${wishes.lockWaitMs}`,
      '--verbose',
      '--no-password',
      ...(dropOwnersAndRights ? ['--no-owner', '--no-acl'] : []),
      ...(encrypted ? ['--format=custom', '--compress=0'] : directoryFormat(given.folder, wishes.jobs)),
    ]),
    onLine: (line: string) => {
      count(line);
      return !/(error|fatal|detail|hint|warning):/i.test(line);
    },
  };
  if (encrypted) await sealOutput(pgDump, given.folder, seal, effort);
  else await runChild(pgDump, effort);
  return {
    format: encrypted ? 'custom' : 'directory',
    encryption: encrypted ? 'age' : 'none',
    recipients: [...recipients],
    keepsOwnersAndRights: !dropOwnersAndRights,
  };
}

function directoryFormat(folder: string, jobs: number): string[] {
  return ['--format=directory', `--jobs=${jobs}`, '--compress=1', `--file=${join(folder, directoryDump)}`];
}
