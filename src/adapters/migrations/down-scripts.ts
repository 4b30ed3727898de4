import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { loadModule } from 'libpg-query';
import { Digest } from '../../domain/ids.ts';
import { type MigrationFile, reachingOut } from '../../domain/migration.ts';
import type { DownScript, DownScriptFiles } from '../../ports/down-scripts.ts';
import { findDownScript } from './find-down-script.ts';
import { type DownJudgement, judgeDownScript } from './judge-down-script.ts';
import {
  commandBarrier,
  includedFile,
  includes,
  type PsqlCommand,
  psqlCommands,
  withoutCommands,
} from './psql-commands.ts';
import { learnVariables, putVariablesIn, type Variables } from './psql-variables.ts';
import { downOfDbmate, type MigrationFolder } from './read-folder.ts';
import { readScript } from './read-statement.ts';
import { emptySchema } from './schema-so-far.ts';

export interface DownScriptWishes extends MigrationFolder {
  /** Relative to the folder; dbmate needs none. */
  readonly pattern: string | undefined;
  /** Where psql is started: `\i` reads from there. */
  readonly root: string;
}

/** The down scripts of one service, each read whole with everything that it includes. */
export function createDownScriptFiles(wishes: DownScriptWishes): DownScriptFiles {
  return {
    find: async (migration) => {
      await loadModule();
      const found = await locate(wishes, migration);
      return found === null ? null : readWhole(wishes, found);
    },
  };
}

interface Located {
  readonly file: string;
  readonly text: string;
}

async function locate(
  { tool, directory, pattern }: DownScriptWishes,
  migration: MigrationFile,
): Promise<Located | null> {
  if (pattern === undefined) {
    if (tool !== 'dbmate') return null;
    const text = downOfDbmate(await readFile(join(directory, migration.file), 'utf8'));
    return text === null ? null : { file: migration.file, text };
  }
  const file = await findDownScript(directory, pattern, migration.name);
  return file === null ? null : { file, text: await readFile(join(directory, file), 'utf8') };
}

type Part = DownScript['parts'][number];

/** One script and what it includes, gathered with what speaks against running it. */
interface Gathering {
  readonly wishes: DownScriptWishes;
  readonly parts: Part[];
  readonly judgements: DownJudgement[];
  readonly barriers: string[];
  /** What is put in for them, in every file from there on. */
  readonly variables: Variables;
}

async function readWhole(wishes: DownScriptWishes, { file, text }: Located): Promise<DownScript> {
  const gathering: Gathering = { wishes, parts: [], judgements: [], barriers: [], variables: new Map() };
  await gather(gathering, { path: join(wishes.directory, file), text, depth: 0 });
  const { parts, judgements, barriers } = gathering;
  return {
    file: file.replaceAll('\\', '/'),
    // Of what psql is given: whatever is changed in any of the files is another script.
    digest: Digest.parse(createHash('sha256').update(JSON.stringify(parts)).digest('hex')),
    parts,
    barriers: [...barriers, ...judgements.flatMap((each) => each.barriers)],
    remarks: judgements.flatMap((each) => each.remarks),
    dropsColumns: [...new Set(judgements.flatMap((each) => each.dropsColumns))],
  };
}

const deepestInclude = 10;

/** Reads one file, and before it is done those that it includes; each gets a number in its name. */
async function gather(into: Gathering, given: { path: string; text: string; depth: number }): Promise<string> {
  const shown = relative(into.wishes.directory, given.path).replaceAll('\\', '/');
  for (const { line, text } of learnVariables(into.variables, psqlCommands(given.text)))
    into.barriers.push(
      `${shown}:${line} ${text} is the second value of that variable, and nobody can tell which counts`,
    );
  const sent = putVariablesIn(given.text, into.variables);
  const judged = judgeDownScript(shown, sent);
  into.judgements.push(judged);
  const outside = reachingOut(readScript(shown, withoutCommands(sent), emptySchema()));
  into.barriers.push(...outside.map((say) => `${say}, which must not happen on a scratch copy`));
  const name = `${into.parts.length}-${basename(given.path).replaceAll(/[^\w.-]/g, '_')}`;
  const at = into.parts.push({ name, shown, text: '' }) - 1;
  const text = await resolveIncludes(into, { ...given, shown, text: blankOut(given.text, judged) });
  into.parts[at] = { name, shown, text };
  return name;
}

/** `\i other.sql` becomes `\i :recourse_folder/1-other.sql`: what psql reads is what was read here. */
async function resolveIncludes(
  into: Gathering,
  { path, text, depth, shown }: { path: string; text: string; depth: number; shown: string },
): Promise<string> {
  let whole = text;
  // From the end, so that places before stay where they are; read in the order of the text.
  const replaced: { command: PsqlCommand; by: string }[] = [];
  for (const command of psqlCommands(text)) {
    const barrier = commandBarrier(command);
    if (barrier !== null) into.barriers.push(`${shown}:${command.line} ${barrier}`);
    if (!includes.has(command.command)) continue;
    const by = await include(into, command, { path, depth, shown });
    if (by !== null) replaced.push({ command, by });
  }
  for (const { command, by } of replaced.toReversed())
    whole = `${whole.slice(0, command.from)}\\i :recourse_folder/${by}${whole.slice(command.to)}`;
  return whole;
}

async function include(
  into: Gathering,
  command: PsqlCommand,
  { path, depth, shown }: { path: string; depth: number; shown: string },
): Promise<string | null> {
  const name = includedFile(command);
  const from = command.command.endsWith('r') || command.command.endsWith('relative') ? dirname(path) : into.wishes.root;
  const refuse = (why: string) => {
    into.barriers.push(`${shown}:${command.line} ${command.text} ${why}`);
    return null;
  };
  if (name === null) return refuse('names a file that is only known when it runs');
  if (depth >= deepestInclude) return refuse('includes files too deep, perhaps itself');
  const file = resolve(from, name);
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null
    ? refuse('names a file that is not there')
    : gather(into, { path: file, text, depth: depth + 1 });
}

/** Blanked, so that lines keep their numbers. */
function blankOut(text: string, { wrapping }: DownJudgement): string {
  const lines = text.split('\n');
  for (const { line, text: words } of wrapping) {
    const at = lines[line - 1] ?? '';
    lines[line - 1] = at.replace(words, ' '.repeat(words.length));
  }
  return lines.join('\n');
}
