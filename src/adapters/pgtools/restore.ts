import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Archives } from '../../ports/archives.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { chooseEntries } from './archive-list.ts';
import type { Toolbox } from './archives.ts';
import { type Child, startChild } from './child.ts';
import { directoryDump } from './dump.ts';
import { countPieces } from './progress.ts';
import { type OpenedArchive, openSealed } from './seal.ts';

type Given = Parameters<Archives['restore']>[0];

/** Opens the archive, chooses what our role can restore, and restores that into the scratch database. */
export async function restoreArchive(tools: Toolbox, given: Given, effort: Effort): Promise<readonly string[]> {
  const archive = await openArchive(tools, given, effort);
  try {
    const list = await readList(tools, archive, effort);
    const choice = chooseEntries(list, given.beyond);
    const count = countPieces(effort, {
      doing: 'Restoring',
      begins: /(?:finished item \d+|processing item \d+|creating|processing data for) (.+)/,
      total: choice.entries,
    });
    const ownersAndRights = [
      ...(choice.withOwners && given.form.keepsOwnersAndRights ? [] : ['--no-owner']),
      ...(choice.withRights && given.form.keepsOwnersAndRights ? [] : ['--no-acl']),
    ];
    const pgRestore: Child = {
      ...tools.connected(
        'pg_restore',
        [
          `--jobs=${tools.wishes.jobs}`,
          '--exit-on-error',
          '--verbose',
          '--no-password',
          ...ownersAndRights,
          ...(choice.keep === null ? [] : ['--use-list=/dev/stdin']),
          archive.path,
        ],
        given.database,
      ),
      onLine: (line) => {
        count(line);
        return /^pg_restore: (?!error|warning|fatal|detail|hint|from TOC|while)/.test(line);
      },
    };
    const restoring = startChild(pgRestore, effort, { stdin: choice.keep === null ? 'ignore' : 'pipe' });
    restoring.stdin?.end(`${(choice.keep ?? []).join('\n')}\n`);
    await restoring.done;
    return choice.leftOut;
  } finally {
    await archive.close();
  }
}

async function openArchive(tools: Toolbox, { from, form }: Given, effort: Effort): Promise<OpenedArchive> {
  if (form.encryption === 'age') {
    effort.progress('Decrypting the backup');
    return openSealed(from.folder, from.workFolder, tools.seal, effort);
  }
  return { path: join(from.folder, directoryDump), close: async () => undefined };
}

async function readList(tools: Toolbox, archive: OpenedArchive, effort: Effort): Promise<string> {
  const listing = startChild(tools.unconnected('pg_restore', ['--list', archive.path]), effort, { stdout: 'pipe' });
  const list = listing.stdout === null ? '' : await text(listing.stdout);
  await listing.done;
  return list;
}
