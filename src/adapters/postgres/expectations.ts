import type pg from 'pg';
import type { Finding } from '../../domain/finding.ts';
import type { Expected } from '../../domain/policy-file/down-scripts.ts';
import type { Expectations } from '../../ports/down-scripts.ts';
import type { Target } from './connect.ts';
import { listMissingTables } from './missing-tables.ts';
import { withWorkSession } from './work-session.ts';

/** Compares a database's tables, columns and enums with what the policy expects, one finding each (S5). */
export function createExpectations(target: Target): Expectations {
  return {
    check: (database, expected, effort) =>
      withWorkSession({ target, database, doing: 'Looking at what the scripts left' }, effort, async (client) => [
        ...(await checkTables(client, expected)),
        ...(await checkColumns(client, expected)),
        ...(await checkEnums(client, expected)),
      ]),
  };
}

async function checkTables(client: pg.Client, expected: readonly Expected[]): Promise<Finding[]> {
  const [wanted, unwanted] = [expected.flatMap((each) => each.tables), expected.flatMap((each) => each.no_tables)];
  const missing = new Set(await listMissingTables(client, [...wanted, ...unwanted]));
  return [
    ...wanted.map((table) => judge('table', table, { wanted: true, there: !missing.has(table) })),
    ...unwanted.map((table) => judge('table', table, { wanted: false, there: !missing.has(table) })),
  ];
}

async function checkColumns(client: pg.Client, expected: readonly Expected[]): Promise<Finding[]> {
  const [wanted, unwanted] = [expected.flatMap((each) => each.columns), expected.flatMap((each) => each.no_columns)];
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT wanted AS name FROM unnest($1::text[]) AS wanted, pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND wanted IN (n.nspname || '.' || c.relname || '.' || a.attname,
                       CASE WHEN n.nspname = 'public' THEN c.relname || '.' || a.attname END)`,
    [[...wanted, ...unwanted]],
  );
  const there = new Set(rows.map(({ name }) => name));
  return [
    ...wanted.map((column) => judge('column', column, { wanted: true, there: there.has(column) })),
    ...unwanted.map((column) => judge('column', column, { wanted: false, there: there.has(column) })),
  ];
}

function judge(
  what: string,
  name: string,
  { wanted, there }: { readonly wanted: boolean; readonly there: boolean },
): Finding {
  const say = `${what} ${name} is ${there ? 'there' : 'not there'}`;
  if (wanted === there) return { check: `expected ${what}s`, result: 'passed', say: `${say}, as expected` };
  return { check: `expected ${what}s`, result: 'failed', say: `${say}, and should ${wanted ? 'be' : 'not be'}` };
}

async function checkEnums(client: pg.Client, expected: readonly Expected[]): Promise<Finding[]> {
  const wanted = expected.flatMap((each) => Object.entries(each.enums));
  const { rows } = await client.query<{ name: string; values: string[] }>(
    `SELECT wanted AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS values
       FROM unnest($1::text[]) AS wanted, pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
       JOIN pg_enum e ON e.enumtypid = t.oid
      WHERE wanted IN (n.nspname || '.' || t.typname, CASE WHEN n.nspname = 'public' THEN t.typname END)
      GROUP BY wanted`,
    [wanted.map(([name]) => name)],
  );
  return wanted.map(([name, values]) => judgeEnum(name, values, rows.find((row) => row.name === name)?.values ?? null));
}

function judgeEnum(name: string, wanted: readonly string[], found: readonly string[] | null): Finding {
  const check = 'expected enum values';
  if (found === null)
    return { check, result: 'failed', say: `enum ${name} is not there; expected ${wanted.join(', ')}` };
  const same = [...wanted].sort().join('\0') === [...found].sort().join('\0');
  if (same) return { check, result: 'passed', say: `enum ${name}: ${found.join(', ')}` };
  return { check, result: 'failed', say: `enum ${name}: ${found.join(', ')}; expected ${wanted.join(', ')}` };
}
