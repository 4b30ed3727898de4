import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { RecourseError } from '../../domain/errors.ts';
import { LockMode } from '../../domain/migration.ts';
import type { ScriptOutcome, Scripts, ScriptText } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { type ArchiveWishes, openToolbox } from './archives.ts';
import { type Child, startChild } from './child.ts';

const Report = z.object({
  locks: z.array(z.object({ oid: z.number(), mode: LockMode })).nullable(),
  changes: z
    .array(z.object({ oid: z.number(), inserted: z.number(), updated: z.number(), deleted: z.number() }))
    .nullable(),
  same: z.boolean().nullable(),
});

/** psql on one server, stopping at the first error. */
export function createScripts(wishes: ArchiveWishes): Scripts {
  const tools = openToolbox(wishes);
  return {
    run: (given, effort) =>
      withFiles(given, async (files) => {
        const args = [
          '--no-psqlrc',
          '--quiet',
          '--no-password',
          '--set=ON_ERROR_STOP=1',
          `--set=recourse_folder=${files.folder}`,
        ];
        // One transaction over all files: the report is read inside it, when every lock is still held.
        const scripts = given.transaction
          ? ['--single-transaction', ...files.inOrder.map((file) => `--file=${file}`)]
          : [`--file=${files.script}`];
        const child = tools.connected('psql', [...args, ...scripts], given.database);
        return run(child, { ...given, mark: files.mark }, effort);
      }),
  };
}

async function run(
  child: Child,
  { mark, transaction }: { readonly mark: string; readonly transaction: boolean },
  effort: Effort,
): Promise<ScriptOutcome> {
  const beganAt = performance.now();
  const options = '-c client_min_messages=warning';
  const running = startChild({ ...child, env: { ...child.env, PGOPTIONS: options } }, effort, { stdout: 'pipe' });
  const said = running.stdout === null ? '' : text(running.stdout);
  const error = await running.done.then(() => null, explain);
  const { same, ...report } = readReport(await said, mark);
  const commitsItself = transaction && error === null && same !== true;
  return { durationMs: Math.round(performance.now() - beganAt), error, ...report, commitsItself };
}

/** An error of the script's own is an answer; anything else (a server that is gone, no psql) is thrown. */
function explain(error: unknown): ScriptOutcome['error'] {
  if (!(error instanceof RecourseError) || !/ERROR:/.test(error.message)) throw error;
  const [, path = '', line] = /psql:([^\n]*?):(\d+): ERROR:/.exec(error.message) ?? [];
  const part = basename(path);
  const words = error.message.slice(error.message.indexOf('ERROR:'));
  const told = { say: words, line: line === undefined ? null : Number(line) };
  return part === '' || part === 'script.sql' ? told : { ...told, part };
}

function readReport(
  output: string,
  mark: string,
): Pick<ScriptOutcome, 'locks' | 'changes'> & { readonly same: boolean | null } {
  const line = output.split('\n').find((each) => each.startsWith(mark));
  if (line === undefined) return { locks: [], changes: [], same: null };
  const { locks, changes, same } = Report.parse(JSON.parse(line.slice(mark.length)));
  return { locks: locks ?? [], changes: changes ?? [], same };
}

async function withFiles<Result>(
  { script, door = '', before, after, includes = [] }: ScriptText & { readonly door?: string },
  work: (files: ScriptFiles) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-script-'));
  const mark = `${randomUUID()} `;
  const parts: readonly (readonly [name: string, sql: string | null | undefined])[] = [
    ['door.sql', `${numbered}${door}`],
    ['before.sql', before],
    ['script.sql', script],
    ['after.sql', after],
    ['report.sql', reportSql(mark)],
  ];
  try {
    const inOrder: string[] = [];
    for (const [name, sql] of parts) if (typeof sql === 'string') inOrder.push(await writePart(folder, name, sql));
    for (const each of includes) await writePart(folder, each.name, each.text);
    return await work({ folder, script: join(folder, 'script.sql'), inOrder, mark });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ScriptFiles {
  readonly folder: string;
  readonly script: string;
  /** As they run in one transaction. */
  readonly inOrder: readonly string[];
  readonly mark: string;
}

async function writePart(folder: string, name: string, sql: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, sql, { mode: 0o600 });
  return file;
}

/** The transaction's number, kept in psql: what ends it in the middle is then seen at its end. */
const numbered = 'SELECT pg_catalog.pg_current_xact_id() AS recourse_xid \\gset\n';

/** What the transaction holds and has done, just before it is committed. The mark is ours, so no output is mistaken for it. */
function reportSql(mark: string): string {
  return `\\o
\\pset format unaligned
\\pset tuples_only on
SELECT '${mark}' || pg_catalog.json_build_object(
  'locks', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', l.relation::pg_catalog.int8,
      'mode', pg_catalog.upper(pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(l.mode, 'Lock$', ''), '([A-Z])', ' \\1', 'g')))))
    FROM pg_catalog.pg_locks l
   WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted),
  'same', pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text OPERATOR(pg_catalog.=) :'recourse_xid',
  'changes', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', s.relid::pg_catalog.int8,
      'inserted', s.n_tup_ins, 'updated', s.n_tup_upd, 'deleted', s.n_tup_del))
    FROM pg_catalog.pg_stat_xact_user_tables s
   WHERE s.n_tup_ins OPERATOR(pg_catalog.+) s.n_tup_upd OPERATOR(pg_catalog.+) s.n_tup_del OPERATOR(pg_catalog.>) 0));
`;
}
