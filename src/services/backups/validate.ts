import type { DatabaseIdentity } from '../../domain/database.ts';
import type { Finding } from '../../domain/finding.ts';
import type { StoredBackup, TableFingerprint } from '../../domain/manifest.ts';
import { judgeCounts, judgeOrphans, judgeSamples } from '../../policy/judge-answers.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { HeldSnapshot } from '../../ports/snapshots.ts';
import { readCatalogue } from './catalogue-file.ts';
import { compareLargeObjects, compareSequences, compareTables } from './compare-rows.ts';
import { compareExtensions, compareRights, compareSchema } from './compare-schema.ts';
import type { CopyParts } from './copies.ts';

/** Everything that speaks for or against a copy, one finding each (G6, B7). Reads only; the worst is a failed finding. */
export async function validateCopy(
  parts: CopyParts,
  copy: DatabaseIdentity,
  backup: StoredBackup,
  effort: Effort,
): Promise<readonly Finding[]> {
  const { policy } = parts.database;
  const required = await judgeRequired(parts, copy, effort);
  const { tables, findings } = await readAndCompare(parts, copy, backup, effort);
  const counted = backup.manifest.tables
    .filter(({ table }) => isRequired(table, policy.required_tables))
    .map(({ table }) => table);
  return [
    ...required,
    ...findings,
    ...judgeSamples(await parts.questions.returnsRows(copy.name, policy.sample_queries, effort)),
    ...judgeOrphans(
      await parts.questions.numbers(copy.name, policy.orphan_queries, effort),
      policy.safe_repair_threshold,
    ),
    ...judgeCounts(tables, await parts.questions.productionCounts(counted, effort), policy.row_count_tolerance_percent),
    await checkPages(parts, copy, effort),
  ];
}

/** Whether a copy still is its backup, row for row and definition for definition. */
export async function compareWithBackup(...given: Parameters<typeof readAndCompare>): Promise<readonly Finding[]> {
  return (await readAndCompare(...given)).findings;
}

async function readAndCompare(
  { snapshots, scratch, vault }: CopyParts,
  copy: DatabaseIdentity,
  { manifest }: StoredBackup,
  effort: Effort,
): Promise<{ tables: readonly TableFingerprint[]; findings: readonly Finding[] }> {
  const held = await snapshots.open(effort, copy.name);
  const { tables, content } = await readCopy(held, effort).finally(() => held.close());
  const { catalogue: after, extensions, sequences, largeObjects } = held.facts;
  const beyond = await scratch.beyondOurRights(
    manifest.roles,
    manifest.extensions.map(({ name }) => name),
  );
  const before = await readCatalogue(vault, manifest.id);
  const pair = { manifest, before, after, extensions, beyond };
  const findings = [
    ...compareTables(manifest.tables, tables),
    ...compareSequences(manifest.sequences, sequences),
    compareLargeObjects(
      { count: manifest.largeObjects, content: manifest.largeObjectContent ?? null },
      { count: largeObjects, content },
    ),
    ...compareSchema(pair),
    compareRights(pair),
    ...compareExtensions(pair),
  ];
  return { tables, findings };
}

async function readCopy(held: HeldSnapshot, effort: Effort) {
  return { tables: await held.fingerprint(effort), content: await held.readLargeObjects(effort) };
}

async function judgeRequired(
  { questions, database }: CopyParts,
  copy: DatabaseIdentity,
  effort: Effort,
): Promise<Finding[]> {
  const check = 'required tables';
  const { required_tables: required } = database.policy;
  const missing = await questions.missingTables(copy.name, required, effort);
  if (missing.length === 0)
    return [{ check, result: 'passed', say: `${required.length} of ${required.length} are there` }];
  return missing.map((table) => ({
    check,
    result: 'failed',
    say: `${table} is missing in the copy`,
    hint: 'This backup does not hold it, or the restore was damaged. Choose another backup.',
  }));
}

async function checkPages({ scratch, archives }: CopyParts, copy: DatabaseIdentity, effort: Effort): Promise<Finding> {
  const pageCheck = await scratch.openPageCheck(copy.name, effort);
  if (!pageCheck.ready) return { check: 'pages', result: 'skipped', say: pageCheck.why };
  try {
    return await archives.checkPages(copy.name, effort);
  } finally {
    await pageCheck.close();
  }
}

/** The policy may write `users` for `public.users`, and leave out the quotes. */
function isRequired(table: string, required: readonly string[]): boolean {
  const plain = table.replaceAll('"', '');
  return required.some((name) => name === table || name === plain || `public.${name}` === plain);
}
