import { digestOf } from '../../domain/canonical.ts';
import type { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Archives } from '../../ports/archives.ts';
import type { Backups } from '../../ports/backups.ts';
import type { Copies, RestoreWatch } from '../../ports/databases.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Questions, ScratchDatabases } from '../../ports/scratch.ts';
import type { Snapshots } from '../../ports/snapshots.ts';
import type { Vault } from '../../ports/vault.ts';
import { explainBrokenRows } from './broken-rows.ts';
import { isOfRun, isScratchName, scratchName, scratchPrefix } from './scratch-name.ts';
import { compareWithBackup, validateCopy } from './validate.ts';

export interface CopyParts {
  /** The store whose copies these are; another store's are not looked at. Unknown to the terminal's commands beside a bot. */
  readonly home?: string | undefined;
  readonly database: {
    /** Name of the production database. */
    readonly name: string;
    readonly policy: Pick<
      ServicePolicy['database'],
      'required_tables' | 'row_count_tolerance_percent' | 'orphan_queries' | 'safe_repair_threshold' | 'sample_queries'
    >;
  };
  readonly backups: Pick<Backups, 'inspect' | 'read'>;
  readonly vault: Pick<Vault, 'fetch' | 'readText'>;
  readonly archives: Archives;
  readonly snapshots: Snapshots;
  readonly scratch: ScratchDatabases;
  readonly questions: Questions;
}

/** Copies of production in scratch databases: made, judged and dropped here; parity is brought by another adapter. */
export function createCopies(parts: CopyParts): Omit<Copies, 'bringToParity'> {
  const { scratch, database, home } = parts;
  return {
    restore: (backup, name, effort, watch) => restoreCopy(parts, { backup, name, watch }, effort),
    scratchName: (tag, use) => scratchName(database.name, { ...tag, home }, use),
    empty: async ({ manifest }, name, effort) => {
      refuseOthers(database.name, name);
      return scratch.create(name, manifest.database, effort);
    },
    find: (name) => scratch.find(name),
    compare: (copy, backup, effort) => compareWithBackup(parts, copy, backup, effort),
    validate: (copy, backup, effort) => validateCopy(parts, copy, backup, effort),
    drop: async (copy) => {
      refuseOthers(database.name, copy.name);
      await scratch.drop(copy);
    },
    ofRun: async (run) => {
      const found = await scratch.startingWith(scratchPrefix(database.name, { run, home }));
      return found.filter(({ name }) => isOfRun(database.name, { run, home }, name));
    },
  };
}

interface Wanted {
  readonly backup: StoredBackup;
  readonly name: string;
  readonly watch: RestoreWatch | undefined;
}

async function restoreCopy(
  parts: CopyParts,
  { backup, name, watch }: Wanted,
  effort: Effort,
): Promise<DatabaseIdentity> {
  const { scratch, archives, vault, database } = parts;
  const { manifest } = backup;
  refuseOthers(database.name, name);
  watch?.began('inspect');
  effort.progress('Comparing the backup with its digests');
  const [beyond] = await Promise.all([
    scratch.beyondOurRights(
      manifest.roles,
      manifest.extensions.map((extension) => extension.name),
    ),
    refuseDamaged(parts, backup, watch),
  ]);
  effort.signal.throwIfAborted();
  watch?.began('fetch');
  const from = await vault.fetch(manifest);
  try {
    const copy = await scratch.create(name, manifest.database, effort);
    try {
      watch?.began(manifest.artifact.encryption === 'age' ? 'decrypt' : 'restore');
      const opened = () => watch?.began('restore');
      const leftOut = await archives.restore({ from, form: manifest.artifact, database: name, beyond, opened }, effort);
      for (const sentence of leftOut) effort.progress(sentence);
      return copy;
    } catch (error) {
      // Half a copy must not be found by anybody. Where even that fails, the run's next fence finds it by its name.
      await scratch.drop(copy).catch(() => undefined);
      throw await explainBrokenRows(parts, backup, error, effort);
    }
  } finally {
    await from.release();
  }
}

/** No tool opens an artefact that was not just compared with its digests, and with what was chosen (CVE-2026-116314). */
async function refuseDamaged(
  { backups }: CopyParts,
  { manifest }: StoredBackup,
  watch: RestoreWatch | undefined,
): Promise<void> {
  const now = await backups.read(manifest.id);
  const findings = await backups.inspect(manifest.id);
  watch?.inspected(findings);
  const wrong = findings.filter(({ result }) => result === 'failed').map(({ say }) => say);
  // The whole manifest: two dumps of the same rows within a second have equal bytes, and so equal artefact digests.
  if (now !== null && digestOf(now.manifest) !== digestOf(manifest)) {
    wrong.push('its manifest is not the one that was chosen');
  }
  if (wrong.length === 0) return;
  throw new RecourseError(`Backup ${manifest.id} is damaged, and was not opened: ${wrong.join('; ')}.`, {
    code: 'backup-damaged',
    hint: 'Choose another backup. Do not delete this one before somebody has looked at the storage.',
    facts: { backup: manifest.id, differences: wrong.length },
  });
}

function refuseOthers(production: string, name: string): void {
  if (isScratchName(production, name)) return;
  throw new RecourseError(`${name} is no scratch database of ${production}.`, {
    code: 'bad-input',
    hint: 'Recourse restores into, and drops, only databases that it named itself (I4).',
    facts: { database: name, production },
  });
}
