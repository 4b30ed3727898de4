import type { Finding } from '../../domain/finding.ts';
import type { BackupManifest, TableFingerprint } from '../../domain/manifest.ts';

const again = 'Do not promote this copy. Restore again; if it differs again, choose another backup.';

/** Every table of the manifest against the copy: there, same columns, same number of rows, same content (B7). */
export function compareTables(before: readonly TableFingerprint[], after: readonly TableFingerprint[]): Finding[] {
  const copy = new Map(after.map((table) => [table.table, table]));
  const known = new Set(before.map(({ table }) => table));
  const wrong = [
    ...before.flatMap((table) => compareTable(table, copy.get(table.table))),
    ...after
      .filter(({ table }) => !known.has(table))
      .map((extra) => failed(extra.table, `${count(extra.rows)} rows in a table that the backup does not have`)),
  ];
  const wrongTables = new Set(wrong.map(({ check }) => check));
  const equal = before.filter(({ table }) => !wrongTables.has(checkOf(table)));
  const rows = equal.reduce((sum, table) => sum + table.rows, 0);
  const passed: Finding = {
    check: 'content',
    result: 'passed',
    say: `${equal.length} of ${before.length} tables equal to the backup, row for row: ${count(rows)} rows`,
  };
  return equal.length === 0 && before.length > 0 ? wrong : [passed, ...wrong];
}

function compareTable(before: TableFingerprint, after: TableFingerprint | undefined): Finding[] {
  const { table } = before;
  if (after === undefined)
    return [failed(table, `the table is missing; the backup has ${count(before.rows)} rows in it`)];
  if (after.columns !== before.columns) return [failed(table, 'its columns differ in name, type or order')];
  if (after.rows !== before.rows) {
    const difference = after.rows - before.rows;
    const sign = difference > 0 ? '+' : '−';
    return [
      failed(
        table,
        `${count(after.rows)} rows, expected ${count(before.rows)} (${sign}${count(Math.abs(difference))})`,
      ),
    ];
  }
  if (after.content === before.content) return [];
  return [
    failed(
      table,
      `${count(after.rows)} rows as expected, but their content differs (${after.content}, expected ${before.content})`,
    ),
  ];
}

/**
 * Sequences know no snapshots: pg_dump reads them a little after the manifest did, so a copy may stand further on, never
 * further back. One that counts down, or starts again, is only looked for.
 */
export function compareSequences(before: BackupManifest['sequences'], after: BackupManifest['sequences']): Finding[] {
  const copy = new Map(after.map((position) => [position.sequence, position]));
  const wrong = before.flatMap(({ sequence, lastValue, isCalled }) => {
    const found = copy.get(sequence);
    if (found === undefined) return [failed(sequence, 'the sequence is missing')];
    if (BigInt(found.lastValue) >= BigInt(lastValue) && (found.isCalled || !isCalled)) return [];
    return [
      failed(
        sequence,
        `stands at ${found.lastValue}, expected ${lastValue} or later: ids that were given out would be given again`,
      ),
    ];
  });
  if (wrong.length > 0) return wrong;
  return [
    {
      check: 'sequences',
      result: 'passed',
      say: `${before.length} sequences stand where the backup has them, or later`,
    },
  ];
}

export function compareLargeObjects(before: number, after: number): Finding {
  if (before === after)
    return { check: 'large objects', result: 'passed', say: `${count(after)} large objects, as in the backup` };
  return {
    check: 'large objects',
    result: 'failed',
    say: `${count(after)} large objects, expected ${count(before)}`,
    hint: again,
  };
}

function failed(name: string, say: string): Finding {
  return { check: checkOf(name), result: 'failed', say: `${name}: ${say}`, hint: again };
}

function checkOf(name: string): string {
  return `content: ${name}`;
}

function count(rows: number): string {
  return rows.toLocaleString('en');
}
