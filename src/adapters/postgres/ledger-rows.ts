import type pg from 'pg';
import type { LedgerRow, MigrationFile } from '../../domain/migration.ts';
import type { Ledger } from '../../ports/migrations.ts';
import type { Target } from './connect.ts';
import { quoteLiteral, quoteName, quoteQualified } from './identifiers.ts';
import type { Migrations } from './ledger.ts';
import { withWorkSession } from './work-session.ts';

/** Where a plain folder's own runner writes what it ran: `schema.table` or `table`, and the column with the file's name. */
export interface OwnLedger {
  readonly table: string;
  readonly column: string;
}

export interface LedgerWishes {
  readonly target: Target;
  readonly tool: Migrations['tool'];
  readonly own: OwnLedger | undefined;
}

/** Reads every row of a tool's ledger, in production or in a copy of it. */
export function createLedger({ target, tool, own }: LedgerWishes): Ledger {
  return {
    read: async (effort, database) => {
      if (tool === 'sql' && own === undefined) return null;
      const doing = 'Reading the ledger of the migrations';
      return withWorkSession({ target, doing, ...(database === undefined ? {} : { database }) }, effort, (client) =>
        tool === 'sql' ? readOwn(client, own) : readers[tool](client),
      );
    },
    removalOf: (file) => {
      const removal = tool === 'sql' ? removalOfOwn(file, own) : removals[tool](file);
      return removal === null ? null : removeOne(removal, file.name);
    },
  };
}

/** Fails, and with it the whole transaction, unless there was exactly one. */
function removeOne(removal: string, name: string): string {
  const say = quoteLiteral(`the ledger has no single row of ${name.replaceAll('%', '%%')} to remove: % were there`);
  const body = `DECLARE gone bigint; BEGIN
  WITH removed AS (${removal}) SELECT pg_catalog.count(*) INTO gone FROM removed;
  IF gone OPERATOR(pg_catalog.<>) 1 THEN RAISE EXCEPTION ${say}, gone; END IF;
END`;
  return `DO ${quoteLiteral(body)};\n`;
}

/** What was rolled back is history, and stays: only the row that says "applied" goes (R6). */
const removals: Readonly<Record<Exclude<Migrations['tool'], 'sql'>, (file: MigrationFile) => string>> = {
  drizzle: ({ digest, when }) =>
    `DELETE FROM drizzle.__drizzle_migrations WHERE hash = ${quoteLiteral(digest)}${when === null ? '' : ` OR created_at = ${Math.trunc(when)}`} RETURNING 1`,
  prisma: ({ name }) =>
    `DELETE FROM public._prisma_migrations WHERE migration_name = ${quoteLiteral(name)} AND rolled_back_at IS NULL RETURNING 1`,
  dbmate: ({ name }) =>
    `DELETE FROM public.schema_migrations WHERE version = ${quoteLiteral(/^\d+/.exec(name)?.[0] ?? name)} RETURNING 1`,
};

function removalOfOwn({ name }: MigrationFile, own: OwnLedger | undefined): string | null {
  if (own === undefined) return null;
  const { table, column } = placeOf(own);
  const names = [name, name.replace(/\.sql$/, '')].map(quoteLiteral).join(', ');
  return `DELETE FROM ${table} WHERE ${column}::pg_catalog.text IN (${names}) RETURNING 1`;
}

function placeOf(own: OwnLedger): { readonly table: string; readonly column: string } {
  const [schema = '', table] = own.table.includes('.') ? own.table.split('.', 2) : ['public', own.table];
  return { table: quoteQualified(schema, table ?? ''), column: quoteName(own.column) };
}

const readers: Readonly<
  Record<Exclude<Migrations['tool'], 'sql'>, (client: pg.Client) => Promise<LedgerRow[] | null>>
> = {
  drizzle: async (client) => {
    const rows = await allOf<{ hash: string; created_at: string | null }>(client, {
      table: 'drizzle.__drizzle_migrations',
      sql: 'SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY created_at, id',
    });
    return rowsOf(rows, ({ hash, created_at: at }) => ({ digest: hash, when: at === null ? null : Number(at) }));
  },
  prisma: async (client) => {
    const rows = await allOf<PrismaRow>(client, {
      table: 'public._prisma_migrations',
      sql: `SELECT migration_name, checksum, logs, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back
              FROM public._prisma_migrations ORDER BY started_at, migration_name`,
    });
    return rowsOf(rows, (row) => ({
      name: row.migration_name,
      digest: row.checksum,
      log: row.logs,
      state: stateOf(row),
    }));
  },
  dbmate: async (client) => {
    const rows = await allOf<{ version: string }>(client, {
      table: 'public.schema_migrations',
      sql: 'SELECT version FROM public.schema_migrations ORDER BY version COLLATE "C"',
    });
    return rowsOf(rows, ({ version }) => ({ name: version }));
  },
};

interface PrismaRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly logs: string | null;
  readonly finished: boolean;
  readonly rolled_back: boolean;
}

function stateOf({ finished, rolled_back: rolledBack }: PrismaRow): LedgerRow['state'] {
  if (rolledBack) return 'rolled-back';
  return finished ? 'applied' : 'failed';
}

async function readOwn(client: pg.Client, own: OwnLedger | undefined): Promise<LedgerRow[] | null> {
  if (own === undefined) return null;
  const { table: name, column } = placeOf(own);
  const rows = await allOf<{ name: string }>(client, {
    table: name,
    sql: `SELECT ${column}::text AS name FROM ${name} WHERE ${column} IS NOT NULL ORDER BY 1`,
  });
  return rowsOf(rows, (row) => row);
}

/** Null where the ledger is not there: nothing was ever applied by this tool. */
async function allOf<Row extends pg.QueryResultRow>(
  client: pg.Client,
  { table, sql }: { readonly table: string; readonly sql: string },
): Promise<Row[] | null> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
  return rows[0]?.there === true ? (await client.query<Row>(sql)).rows : null;
}

const bare: LedgerRow = { name: null, digest: null, when: null, state: 'applied', log: null };

function rowsOf<Row>(rows: readonly Row[] | null, read: (row: Row) => Partial<LedgerRow>): LedgerRow[] | null {
  return rows === null ? null : rows.map((row) => ({ ...bare, ...read(row) }));
}
