import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { type Document, list, paragraph } from '../document/document.ts';
import { code, instant, join, type Phrase, say } from '../phrase.ts';

/** Migration names and commit SHAs, as they were found and as they were left (G4, G12). */
export function forensicsPart({ forensics, loss }: Postmortem): Document {
  const { safetyBackups, migration, pending, ledgerHead, declaredCommit, runningCommit, backup, deploys, errorOutput } =
    forensics;
  return [
    list([
      migration === null ? say`Failing migration: none was named` : known('Failing migration', migration),
      ...takenBack(loss),
      ...(pending.length === 0 ? [] : [say`Migrations under way: ${codes(pending)}`]),
      known('Newest migration in the database’s ledger', ledgerHead),
      known('Commit, as declared', declaredCommit),
      known('Commit that ran when evidence was captured', runningCommit),
      ...(backup === null
        ? [say`Nothing was restored from a backup.`]
        : [
            say`Backup ${code(backup.id)}, as of ${instant(backup.snapshotAt)}, SHA-256 ${code(backup.sha256)}`,
            known('Newest migration in that backup', backup.migrationHead),
            known('Commit that ran at that backup', backup.appCommit),
          ]),
      ...(safetyBackups.length === 0 ? [] : [say`Kept as backups of the state before it: ${codes(safetyBackups)}`]),
      ...deploys.map(({ target, commit, before }) =>
        before === null || before === commit
          ? say`Deployed to ${target}: ${code(commit)}`
          : say`Deployed to ${target}: ${code(commit)}, where ${code(before)} ran before`,
      ),
      ...(forensics.correlationIds.length === 0 ? [] : [say`Correlation ids: ${codes(forensics.correlationIds)}`]),
    ]),
    ...(errorOutput === null
      ? []
      : [paragraph(say`Error output, as it was given:`), { kind: 'output' as const, text: errorOutput }]),
  ];
}

/** Which migrations the down scripts took back, and by which file (S1). */
function takenBack({ scripts }: Postmortem['loss']): readonly Phrase[] {
  if (scripts === null) return [];
  return scripts.scripts.map(({ migration, file }) => say`Taken back: ${code(migration)}, by ${code(file)}`);
}

function known(what: string, value: string | null): Phrase {
  return value === null ? say`${what}: not known` : say`${what}: ${code(value)}`;
}

function codes(names: readonly string[]): Phrase {
  return join(
    names.map((name) => say`${code(name)}`),
    ', ',
  );
}
