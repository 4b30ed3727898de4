import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Archives } from '../../ports/archives.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { chooseEntries, type ListChoice } from './archive-list.ts';
import type { Toolbox } from './archives.ts';
import { type Child, runChild, startChild } from './child.ts';
import { directoryDump } from './dump.ts';
import { countPieces } from './progress.ts';
import { type OpenedArchive, openSealed } from './seal.ts';

type Given = Parameters<Archives['restore']>[0];

/** Opens the archive, chooses what our role can restore, and restores that into the scratch database. */
export async function restoreArchive(tools: Toolbox, given: Given, effort: Effort): Promise<readonly string[]> {
  const archive = await openArchive(tools, given, effort);
  given.opened?.();
  try {
    const choice = chooseEntries(await readList(tools, archive, effort), given.beyond);
    await withListFile(choice.keep, (listFile) =>
      runChild(restoring(tools, given, effort, { choice, listFile, path: archive.path }), effort),
    );
    return choice.leftOut;
  } finally {
    await archive.close();
  }
}

function restoring(
  tools: Toolbox,
  { form, database }: Given,
  effort: Effort,
  { choice, listFile, path }: { choice: ListChoice; listFile: string | null; path: string },
): Child {
  const jobs = tools.wishes.restoreJobs ?? tools.wishes.jobs;
  const count = countPieces(effort, {
    doing: 'Restoring',
    begins: jobs > 1 ? itemBegins : makingBegins,
    total: choice.entries,
  });
  const args = [
    `--jobs=${jobs}`,
    '--exit-on-error',
    '--verbose',
    '--no-password',
    ...(choice.withOwners && form.keepsOwnersAndRights ? [] : ['--no-owner']),
    ...(choice.withRights && form.keepsOwnersAndRights ? [] : ['--no-acl']),
    ...(listFile === null ? [] : [`--use-list=${listFile}`]),
    path,
  ];
  return {
    ...tools.connected('pg_restore', args, database),
    onLine: (line) => {
      count(line);
      return chatter.test(line);
    },
  };
}

/** Several jobs are told of as items, a single one as what it makes; the archive's own settings are no pieces. */
const itemBegins = /^pg_restore: (?:launching|processing) item \d+ (?!ENCODING|STDSTRINGS|SEARCHPATH)(.+)/;
const makingBegins = /^pg_restore: (?:creating|processing data for) (.+)/;

/** What `--verbose` says beside errors and what belongs to them. */
const chatter = /^pg_restore: (?!error|warning|fatal|detail|hint|from TOC|while)/;

/** pg_restore opens the list by its name, and a pipe of Node's is a socket, which cannot be opened. */
async function withListFile(
  lines: readonly string[] | null,
  work: (file: string | null) => Promise<void>,
): Promise<void> {
  if (lines === null) return work(null);
  const folder = await mkdtemp(join(tmpdir(), 'recourse-list-'));
  try {
    const file = join(folder, 'list');
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
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
