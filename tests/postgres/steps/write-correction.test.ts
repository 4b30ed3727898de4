import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { createCommands } from '../../../src/adapters/commands/run-command.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { createSourceTree } from '../../../src/adapters/source/git.ts';
import { openMigrations } from '../../../src/compose/open-migrations.ts';
import { MigrationPolicy } from '../../../src/domain/policy-file/databases.ts';
import type { Given } from '../../../src/engine/step.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { writeCorrection } from '../../../src/steps/write-correction.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { declared, policy } from '../../support/incident-builder.ts';
import { ask, effortOf, newRun } from '../../support/target.ts';
import { temporaryFolder } from '../backups/world.ts';

const database = freshDatabase();

beforeEach(() =>
  ask(
    database.url,
    `DROP TABLE IF EXISTS _prisma_migrations; CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz,
       migration_name text, logs text, rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int)`,
  ),
);

/** A service whose generator runs `script` in its folder of migrations. */
async function scene(script: string): Promise<{ given: Given; folder: string }> {
  const folder = await temporaryFolder();
  const target = { url: database.url };
  const generate = { run: [execPath, '-e', script], cwd: folder };
  const migrations = MigrationPolicy.parse({ tool: 'prisma', directory: folder, generate });
  const ports = {
    migrations: openMigrations(migrations, {
      target,
      commands: createCommands({
        childEnvironment: { PATH: '/usr/bin:/bin' },
        valueOf: () => '',
        folder,
        strikeSecrets: (text) => text,
      }),
      archives: {
        programs: await findPrograms({ searchPath: '', pgBin: inject('cluster').programs }),
        url: database.url,
        jobs: 1,
        lockWaitMs: 1_000,
        dropOwnersAndRights: false,
        age: undefined,
        recipients: [],
        identityFile: undefined,
      },
      snapshots: createSnapshots({ target, jobs: 1, lockWaitMs: 1_000 }),
      questions: createQuestions({ target, timeoutMs: 1_000 }),
      forDownScripts: null,
    }),
    source: createSourceTree({}, {}),
  } as unknown as ServicePorts;
  const { incident } = declared();
  const given: Given = {
    incident: { ...incident, choice: { path: 'forward-fix', commit: null } },
    service: policy(),
    ports,
    effort: effortOf(newRun()),
    now: new Date(),
    outcomeOf: () => {
      throw new Error('nothing came before');
    },
  };
  return { given, folder };
}

const writes = `const fs = require('node:fs');
  fs.mkdirSync('2_again'); fs.writeFileSync('2_again/migration.sql', 'ALTER TABLE t ADD COLUMN again int;')`;

describe('the corrective migration (G10)', { timeout: 30_000 }, () => {
  test('is written by the service’s own command where the checkout holds none, and only once', async () => {
    const { given } = await scene(writes);
    const check = await writeCorrection.check(given);
    expect(check).toEqual({ kind: 'to-do', intent: { generate: true, commit: null } });
    if (check.kind !== 'to-do') return;
    const outcome = await writeCorrection.run(given, check.intent);
    expect(outcome.migrations.map(({ name }) => name)).toEqual(['2_again']);
    expect(await writeCorrection.verify(given, outcome)).toContainEqual(
      expect.objectContaining({ check: 'correction', result: 'passed' }),
    );
    expect(await writeCorrection.check(given)).toMatchObject({ kind: 'to-do', intent: { generate: false } });
  });

  test('is missed where the command writes nothing, or fails with words of its own', async () => {
    const silent = await scene('0');
    await expect(writeCorrection.run(silent.given, { generate: true, commit: null })).rejects.toThrow(
      'wrote no migration',
    );
    const loud = await scene('console.error("no schema"); process.exit(3)');
    await expect(writeCorrection.run(loud.given, { generate: true, commit: null })).rejects.toThrow(
      /ended with 3: no schema/,
    );
  });

  test('waits until a migration that failed half way is settled', async () => {
    const { given, folder } = await scene(writes);
    await mkdir(join(folder, '1_broken'));
    await writeFile(join(folder, '1_broken', 'migration.sql'), 'SELECT 1;');
    await ask(
      database.url,
      `INSERT INTO _prisma_migrations VALUES ('1', 'x', NULL, '1_broken', 'boom', NULL, now(), 0)`,
    );
    expect(await writeCorrection.check(given)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining('1_broken was begun and neither finished nor rolled back'),
    });
  });
});
