import { asLedgerRow, type Ledger, type LedgerRow, type StoredRow, storedColumns } from './ledger.ts';
import type { Key } from './rows.ts';

/** What becomes of a row that is taken back: one that came is deleted, one that was changed is set back. */
export type TakenHow = 'deleted' | 'restored';

/** The rows of a copy that are taken back, kept at the server while we decide: there may be millions. */
export class TakenBack {
  readonly #ledger: Ledger;

  private constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  static async open(ledger: Ledger): Promise<TakenBack> {
    await ledger.control.query('CREATE TEMP TABLE taken_back (n bigint PRIMARY KEY)');
    return new TakenBack(ledger);
  }

  async add(rows: readonly LedgerRow[]): Promise<void> {
    await this.#ledger.control.query('INSERT INTO taken_back SELECT unnest($1::bigint[])', [rows.map((row) => row.n)]);
  }

  async remove(rows: readonly LedgerRow[]): Promise<void> {
    await this.#ledger.control.query('DELETE FROM taken_back WHERE n = ANY ($1::bigint[])', [rows.map((row) => row.n)]);
  }

  async has(place: number, keys: readonly Key[]): Promise<boolean[]> {
    const { rows } = await this.#ledger.control.query<{ there: boolean }>(
      `SELECT EXISTS (SELECT FROM copied_row r JOIN taken_back t ON t.n = r.n
                       WHERE r.plan = $1 AND r.place = $2 AND r.key = k.key) AS there
         FROM unnest($3::text[]) WITH ORDINALITY AS k (key, n) ORDER BY k.n`,
      [this.#ledger.plan, place, keys.map((key) => JSON.stringify(key))],
    );
    return rows.map((row) => row.there);
  }

  /** Reads one table's rows in parts. */
  async *read(place: number, how: TakenHow, atOnce: number): AsyncGenerator<LedgerRow[]> {
    let after = '0';
    for (;;) {
      const { rows } = await this.#ledger.control.query<StoredRow>(
        `SELECT ${storedColumns} FROM copied_row r JOIN taken_back t ON t.n = r.n
          WHERE plan = $1 AND place = $2 AND (kind = 'changed') = $3 AND r.n > $4 ORDER BY r.n LIMIT $5`,
        [this.#ledger.plan, place, how === 'restored', after, atOnce],
      );
      if (rows.length === 0) return;
      after = rows.at(-1)?.n ?? after;
      yield rows.map(asLedgerRow);
    }
  }
}
