import type pg from 'pg';
import { inTransaction } from '../transaction.ts';
import { type Key, keyText } from './rows.ts';

export type PickedKind = 'missing' | 'changed' | 'parent';

/** One row that is to be copied. */
export interface Picked {
  readonly key: Key;
  readonly kind: PickedKind;
  /** Hash of the copied columns, as the row will stand in the target. */
  readonly hash: string;
  /** `changed` only: hash of the whole row that stands there now. */
  readonly formerHash: string | null;
}

/** A picked row as it stands in the ledger. */
export interface LedgerRow extends Picked {
  readonly n: string;
  /** Hash of the whole row as our transaction left it. */
  readonly afterHash: string | null;
  /** `changed` only: what the row's columns held before, as text. */
  readonly former: readonly (string | null)[] | null;
}

/** What a query of `storedColumns` gives: the key is still JSON. */
export type StoredRow = Omit<LedgerRow, 'key'> & { readonly key: string };

/** Of `copied_row AS r`. */
export const storedColumns = `r.n::text, r.key, r.kind, r.hash::text, r.former_hash::text AS "formerHash",
  r.after_hash::text AS "afterHash", r.former`;

export function asLedgerRow(row: StoredRow): LedgerRow {
  return { ...row, key: JSON.parse(row.key) as Key };
}

export interface KeptFacts {
  readonly facts: unknown;
  readonly appliedXid: string | null;
  readonly undoneXid: string | null;
}

/** A copy can be taken back for so long; its rows' keys are kept, and the former content of those it changed. */
const keptDays = 30;

export interface PlaceSums {
  readonly place: number;
  readonly missing: number;
  readonly changed: number;
  readonly parents: number;
  readonly content: string;
  readonly examples: readonly string[];
}

/** `key` is the JSON of the key's texts. */
const rowTable = `
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, plan text NOT NULL, place int NOT NULL, key text NOT NULL,
  kind text NOT NULL, hash bigint NOT NULL, former_hash bigint, former text[], after_hash bigint, UNIQUE (plan, place, key)`;
const planTable = `
  plan text PRIMARY KEY, run text NOT NULL, facts jsonb NOT NULL, applied_xid text, undone_xid text,
  at timestamptz NOT NULL DEFAULT clock_timestamp()`;

/** Makes the ledger's tables in the control database; those of a passing session where nothing is to be kept. */
export async function openLedger(control: pg.Client, plan: string, kept: boolean): Promise<Ledger> {
  if (!kept) {
    await control.query(`CREATE TEMP TABLE copied_row (${rowTable}); CREATE TEMP TABLE copied_plan (${planTable})`);
    await control.query('CREATE INDEX ON copied_row (plan, place, n)');
  } else if (!(await isThere(control))) {
    // Several bots may arrive at once; IF NOT EXISTS alone races on the catalogue's unique indexes.
    await inTransaction(control, async () => {
      await control.query('SELECT pg_advisory_xact_lock(7231003)');
      await control.query(`CREATE TABLE IF NOT EXISTS copied_row (${rowTable})`);
      await control.query('CREATE INDEX IF NOT EXISTS copied_row_order ON copied_row (plan, place, n)');
      await control.query(`CREATE TABLE IF NOT EXISTS copied_plan (${planTable})`);
    });
  }
  return new Ledger(control, plan);
}

async function isThere(control: pg.Client): Promise<boolean> {
  const { rows } = await control.query<{ there: boolean }>(
    `SELECT to_regclass('public.copied_plan') IS NOT NULL AS there`,
  );
  return rows[0]?.there === true;
}

/** The rows of one dry run: which they are, and after the copy what they were and became. */
export class Ledger {
  readonly control: pg.Client;
  readonly plan: string;

  constructor(control: pg.Client, plan: string) {
    this.control = control;
    this.plan = plan;
  }

  /** Begins anew: forgets this plan, others of the run that were never applied, and those that are too old to be undone. */
  async begin(run: string): Promise<void> {
    const { rows } = await this.control.query<{ plan: string }>(
      `DELETE FROM copied_plan WHERE plan = $1 OR (run = $2 AND applied_xid IS NULL) OR at < now() - make_interval(days => $3)
       RETURNING plan`,
      [this.plan, run, keptDays],
    );
    await this.control.query('DELETE FROM copied_row WHERE plan = ANY ($1)', [rows.map(({ plan }) => plan)]);
    await this.control.query(`INSERT INTO copied_plan (plan, run, facts) VALUES ($1, $2, 'null')`, [this.plan, run]);
  }

  async keep(facts: unknown): Promise<void> {
    await this.control.query('UPDATE copied_plan SET facts = $2 WHERE plan = $1', [this.plan, JSON.stringify(facts)]);
  }

  /** Null where there is no finished dry run of this name. */
  async recall(): Promise<KeptFacts | null> {
    const { rows } = await this.control.query<KeptFacts>(
      `SELECT facts, applied_xid AS "appliedXid", undone_xid AS "undoneXid" FROM copied_plan WHERE plan = $1 AND facts <> 'null'`,
      [this.plan],
    );
    return rows[0] ?? null;
  }

  /** Committed before the transaction of that number is: what became of it is then asked of the server. */
  async announce(what: 'applied_xid' | 'undone_xid', xid: string): Promise<void> {
    const { rowCount } = await this.control.query(`UPDATE copied_plan SET ${what} = $2 WHERE plan = $1`, [
      this.plan,
      xid,
    ]);
    if (rowCount !== 1) throw new Error(`the plan ${this.plan} has gone from the control database`);
  }

  /** How many were new to it. */
  async add(at: number, rows: readonly Picked[]): Promise<number> {
    if (rows.length === 0) return 0;
    const { rowCount } = await this.control.query(
      `INSERT INTO copied_row (plan, place, key, kind, hash, former_hash)
       SELECT $1, $2, r.* FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS r ON CONFLICT DO NOTHING`,
      [
        this.plan,
        at,
        rows.map((row) => JSON.stringify(row.key)),
        rows.map((row) => row.kind),
        rows.map((row) => row.hash),
        rows.map((row) => row.formerHash),
      ],
    );
    return rowCount ?? 0;
  }

  /** The next rows of a table in the order in which they were picked; `after` is the last one's number. */
  async next(at: number, after: string, limit: number): Promise<LedgerRow[]> {
    const { rows } = await this.control.query<StoredRow>(
      `SELECT ${storedColumns} FROM copied_row r WHERE plan = $1 AND place = $2 AND r.n > $3 ORDER BY r.n LIMIT $4`,
      [this.plan, at, after, limit],
    );
    return rows.map(asLedgerRow);
  }

  /** Reads a table's rows in parts of the size that `size` asks for at that moment. */
  async *read(at: number, size: () => number, from = '0'): AsyncGenerator<LedgerRow[]> {
    let after = from;
    for (;;) {
      const rows = await this.next(at, after, size());
      if (rows.length === 0) return;
      after = rows.at(-1)?.n ?? after;
      yield rows;
    }
  }

  /** For each key whether it is in the ledger. */
  async has(at: number, keys: readonly Key[]): Promise<boolean[]> {
    const { rows } = await this.control.query<{ there: boolean }>(
      `SELECT EXISTS (SELECT FROM copied_row r WHERE r.plan = $1 AND r.place = $2 AND r.key = k.key) AS there
         FROM unnest($3::text[]) WITH ORDINALITY AS k (key, n) ORDER BY k.n`,
      [this.plan, at, keys.map((key) => JSON.stringify(key))],
    );
    return rows.map((row) => row.there);
  }

  async remove(rows: readonly Pick<LedgerRow, 'n'>[]): Promise<void> {
    const numbers = rows.map((row) => row.n);
    await this.control.query('DELETE FROM copied_row WHERE plan = $1 AND n = ANY ($2::bigint[])', [this.plan, numbers]);
  }

  /** What the rows were (`former`) or became (`after`), by number. */
  async note(
    what: 'former' | 'after_hash',
    rows: readonly Pick<LedgerRow, 'n'>[],
    values: readonly unknown[],
  ): Promise<void> {
    const type = what === 'former' ? 'jsonb' : 'bigint';
    const set = what === 'former' ? 'ARRAY(SELECT jsonb_array_elements_text(v.value))' : 'v.value';
    await this.control.query(
      `UPDATE copied_row r SET ${what} = ${set}
         FROM unnest($2::bigint[], $3::${type}[]) AS v (n, value) WHERE r.plan = $1 AND r.n = v.n`,
      [this.plan, rows.map((row) => row.n), values.map((value) => (what === 'former' ? JSON.stringify(value) : value))],
    );
  }

  /** What is in it, table by table. */
  async sums(): Promise<PlaceSums[]> {
    const { rows } = await this.control.query<Record<'missing' | 'changed' | 'parents', string> & PlaceSums>(
      `SELECT place, count(*) FILTER (WHERE kind = 'missing') AS missing, count(*) FILTER (WHERE kind = 'changed') AS changed,
              count(*) FILTER (WHERE kind = 'parent') AS parents, sum(hash)::text AS content,
              ARRAY(SELECT e.key FROM copied_row e WHERE e.plan = $1 AND e.place = r.place ORDER BY e.n LIMIT 5) AS examples
         FROM copied_row r WHERE plan = $1 GROUP BY place ORDER BY place`,
      [this.plan],
    );
    return rows.map((row) => ({
      ...row,
      missing: Number(row.missing),
      changed: Number(row.changed),
      parents: Number(row.parents),
      examples: row.examples.map((key) => keyText(JSON.parse(key))),
    }));
  }
}
