import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createCommands } from '../../../src/adapters/commands/run-command.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { createEvidenceCamera } from '../../../src/adapters/postgres/evidence.ts';
import { createFencing } from '../../../src/adapters/postgres/fencing.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { localProcesses } from '../../../src/adapters/system/local-processes.ts';
import { openMigrations } from '../../../src/compose/open-migrations.ts';
import { MigrationPolicy } from '../../../src/domain/policy-file/databases.ts';
import type { GivenGrant } from '../../../src/engine/step.ts';
import { declared, policy } from '../../support/incident-builder.ts';
import { approve, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { temporaryFolder } from '../backups/world.ts';

export const lockWaitMs = 1_000;

/** What `prisma migrate deploy` does, in few words: every folder that the ledger does not know, each in a transaction. */
const deploy = `set -e
  for folder in */; do
    name=\${folder%/}
    known=$(psql "$DATABASE_URL" -XAtc "SELECT count(*) FROM _prisma_migrations WHERE migration_name = '$name'")
    [ "$known" = 0 ] || continue
    sum=$(sha256sum "$name/migration.sql" | cut -d' ' -f1)
    psql "$DATABASE_URL" -Xq1 -v ON_ERROR_STOP=1 -f "$name/migration.sql" -c "INSERT INTO _prisma_migrations
      (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES ('$name', '$sum', now(), '$name', now(), 1)"
  done`;

/** An approved forward fix to the database of `url`: what lies in `files` was tried and voted on. */
export async function approvedFix(
  given: { readonly url: string; readonly name: string },
  files: Readonly<Record<string, string>>,
  /** What else happens when the service's command begins, as shell. */
  first = ':',
) {
  const folder = await temporaryFolder();
  const write = async (name: string, sql: string) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  };
  for (const [name, sql] of Object.entries(files)) await write(name, sql);
  const target = { url: given.url };
  const { programs } = inject('cluster');
  const apply = { run: ['/bin/bash', '-c', `${first}\n${deploy}`], cwd: folder };
  const migrations = openMigrations(MigrationPolicy.parse({ tool: 'prisma', directory: folder, apply }), {
    target,
    commands: createCommands({
      childEnvironment: { PATH: `${programs}:/usr/bin:/bin` },
      valueOf: () => '',
      folder,
      strikeSecrets: (text) => text,
    }),
    archives: {
      programs: await findPrograms({ searchPath: '', pgBin: programs }),
      url: given.url,
      jobs: 1,
      lockWaitMs,
      dropOwnersAndRights: false,
      age: undefined,
      recipients: [],
      identityFile: undefined,
    },
    snapshots: createSnapshots({ target, jobs: 1, lockWaitMs }),
    questions: createQuestions({ target, timeoutMs: 1_000 }),
    forDownScripts: null,
  });
  if (migrations === null) throw new Error('the policy names migrations');
  const run = newRun();
  const { name: database, oid, systemIdentifier } = await asValidatedCopy(given.name);
  const plan = {
    target: { database, oid, systemIdentifier },
    correction: { migrations: [...(await migrations.files.list())] },
  };
  const at = {
    incident: { ...declared().incident, id: run, proposed: { revision: 1, digest: 'a'.repeat(64), plan } },
    service: policy(),
    ports: {
      migrations,
      evidence: createEvidenceCamera({ target, requiredTables: [], migrations: undefined }),
      fencing: createFencing({ target, processes: localProcesses }),
    },
    effort: effortOf(run),
    grant: approve(run),
    now: new Date(),
  } as unknown as GivenGrant;
  await at.ports.fencing.raise(at.effort.tag);
  return { at, write, folder };
}
