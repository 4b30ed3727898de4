import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { type Document, list, paragraph } from '../document/document.ts';
import { code, instant, join, type Phrase, say } from '../phrase.ts';

/** Migration names and commit SHAs, as they were found and as they were left (G4, G12). */
export function forensicsPart({ forensics }: Postmortem): Document {
  const { migration, pending, ledgerHead, declaredCommit, runningCommit, backup, deploys, errorOutput } = forensics;
  return [
    list([
      known('Failing migration', migration),
      ...(pending.length === 0 ? [] : [say`Migrations under way: ${codes(pending)}`]),
      known('Newest migration in the database’s ledger', ledgerHead),
      known('Commit, as declared', declaredCommit),
      known('Commit that ran when evidence was captured', runningCommit),
      ...(backup === null
        ? [say`No backup was part of it.`]
        : [
            say`Backup ${code(backup.id)}, as of ${instant(backup.snapshotAt)}, SHA-256 ${code(backup.sha256)}`,
            known('Newest migration in that backup', backup.migrationHead),
            known('Commit that ran at that backup', backup.appCommit),
          ]),
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

function known(what: string, value: string | null): Phrase {
  return value === null ? say`${what}: not known` : say`${what}: ${code(value)}`;
}

function codes(names: readonly string[]): Phrase {
  return join(
    names.map((name) => say`${code(name)}`),
    ', ',
  );
}
