import { beforeAll, describe, expect, test } from 'vitest';
import { anyFailed } from '../../../src/domain/finding.ts';
import { databaseUrl, type FreshDatabase, freshDatabase, onServer, owner } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { richSchema } from './rich-schema.ts';
import { effort, openWorld, restore, take, takeAndRestore } from './world.ts';

describe('a backup and its restore', () => {
  const database = freshDatabase();

  test('give back every row, as an owner without superuser rights', async () => {
    await ask(
      database.url,
      'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE)',
    );
    await ask(database.url, "INSERT INTO users (email) SELECT 'user' || i FROM generate_series(1, 5000) AS i");
    const world = await openWorld({ url: database.url, policy: { required_tables: ['users'] } });
    const { backup, copy, work } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(findings.filter(({ result }) => result !== 'passed').map(({ check }) => check)).toEqual(['pages']);
    expect(await world.backups.list()).toEqual([backup]);
    expect(await world.copies.find(copy.name)).toEqual(copy);
    expect(await world.copies.ofRun(work.tag.run)).toEqual([copy]);
    expect(await ask(databaseUrl(copy.name, owner()), 'SELECT count(*)::int AS n, max(email) FROM users')).toEqual([
      { n: 5000, max: 'user999' },
    ]);
  });

  test('are asked for twice and done once', async () => {
    const world = await openWorld({ url: database.url });
    const backup = await take(world.backups);
    const { id, kind, takenBy, appCommit } = backup.manifest;
    expect(await world.backups.take({ id, kind, takenBy, appCommit }, effort())).toEqual(backup);
    expect(await world.backups.list()).toHaveLength(1);
  });
});

const reader = `reader_${process.pid}`;

async function fillRichly(database: FreshDatabase): Promise<void> {
  await onServer(async (client) => {
    const known = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [reader]);
    if (known.rowCount === 0) await client.query(`CREATE ROLE ${reader}`);
  });
  await ask(database.url, richSchema(reader));
}

/** Adds what only a superuser can make. */
async function fillAsSuperuser(database: FreshDatabase): Promise<void> {
  await ask(
    database.superuserUrl,
    `CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
     CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION watch();
     CREATE EXTENSION pg_stat_statements`,
  );
}

describe('a schema with everything in it', () => {
  const database = freshDatabase();
  beforeAll(() => fillRichly(database));

  test('comes back equal, rows, definitions, owners and rights', async () => {
    const world = await openWorld({ url: database.url });
    const { backup, copy } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(findings.filter(({ result }) => result !== 'passed').map(({ say }) => say)).toEqual([
      'pages were not read: pg_amcheck needs a superuser here',
    ]);
    expect(backup.manifest.tables.map(({ table }) => table)).toContain('"Größen"."Hosen & Röcke"');
    expect(backup.manifest.largeObjects).toBe(2);
    expect(backup.manifest.roles).toContain(reader);
  });

  test('needs no owner or rights where the runbook’s flags are wanted (B5, B6)', async () => {
    const world = await openWorld({ url: database.url, archives: { dropOwnersAndRights: true } });
    const backup = await take(world.backups);
    expect(backup.manifest.artifact.keepsOwnersAndRights).toBe(false);
    const copy = await restore(world, backup);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(anyFailed(findings)).toBe(false);
    expect(findings.find(({ check }) => check === 'owners and rights')?.result).toBe('skipped');
  });
});

describe('a schema with what only a superuser can make', () => {
  const database = freshDatabase();
  beforeAll(async () => {
    await fillRichly(database);
    await fillAsSuperuser(database);
  });

  test('is equal for a superuser too, who also has its pages read and its event triggers back', async () => {
    const world = await openWorld({ url: database.superuserUrl });
    const { backup, copy } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(findings.filter(({ result }) => result !== 'passed')).toEqual([]);
    expect(findings.find(({ check }) => check === 'pages')?.say).toContain('found no damage');
    const left = await ask(databaseUrl(copy.name), "SELECT extname FROM pg_extension WHERE extname = 'amcheck'");
    expect(left).toEqual([]);
  });

  test('loses only what an owner cannot make, and that is said, not hidden', async () => {
    const world = await openWorld({ url: database.url });
    const { backup, copy, work } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(anyFailed(findings)).toBe(false);
    const warned = findings.filter(({ result }) => result === 'warned').map(({ say }) => say);
    expect(warned).toEqual([
      'not in the copy, because only a superuser can create them: event trigger watching',
      'different: function public.watch()',
      expect.stringMatching(/^pg_stat_statements 1\.\d+ is missing, because only a superuser can create it$/),
    ]);
    expect(work.said).toContain('Event triggers were left out: only a superuser can create them.');
    expect(work.said).toContain('Owners were left out, because our role may not act as postgres.');
  });

  test('does not pass when a function would act in another role’s name', async () => {
    await ask(database.superuserUrl, 'ALTER FUNCTION watch() SECURITY DEFINER');
    const world = await openWorld({ url: database.url });
    const { backup, copy } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(findings.filter(({ result }) => result === 'failed').map(({ say }) => say)).toEqual([
      'different: security definer function public.watch()',
    ]);
    await ask(database.superuserUrl, 'ALTER FUNCTION watch() SECURITY INVOKER');
  });
});
