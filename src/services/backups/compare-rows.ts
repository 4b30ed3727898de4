import type { Finding } from '../../domain/finding.ts';
import type { BackupManifest, LargeObjectContent, TableFingerprint } from '../../domain/manifest.ts';

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

interface LargeObjects {
  readonly count: number;
  /** Null where nobody read them. */
  readonly content: LargeObjectContent | null;
}

/** By number and by their bytes (B7), which a role that may not read one of them cannot compare. */
export function compareLargeObjects(before: LargeObjects, after: LargeObjects): Finding {
  const check = 'large objects';
  if (before.count !== after.count) {
    const say = `${count(after.count)} large objects, expected ${count(before.count)}`;
    return { check, result: 'failed', say, hint: again };
  }
  const objects = `${count(after.count)} large objects`;
  if (after.count === 0) return { check, result: 'passed', say: 'no large objects, as in the backup' };
  if (before.content === null || after.content === null) return onlyCounted(`${objects}, counted but not compared`);
  const unread = Math.max(before.content.unread, after.content.unread);
  if (unread > 0) return onlyCounted(`${objects}, counted but not compared: our role may not read ${count(unread)}`);
  if (before.content.content === after.content.content) {
    const bytes = count(after.content.bytes);
    return { check, result: 'passed', say: `${objects} equal to the backup, byte for byte: ${bytes} bytes` };
  }
  return { check, result: 'failed', say: `${objects} as expected, but their content differs`, hint: again };
}

function onlyCounted(say: string): Finding {
  const hint =
    'Open some of them and look. Backups say what is in them since Recourse reads them, where our role may: GRANT SELECT ON LARGE OBJECT … TO our role.';
  return { check: 'large objects', result: 'warned', say, hint };
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
