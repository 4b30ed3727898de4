import { describe, expect, test } from 'vitest';
import { anyFailed } from '../../../src/domain/finding.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { run } from '../../support/run-sql.ts';
import { effort, openWorld, takeAndRestore } from './world.ts';

describe('a backup and its restore', () => {
  const database = freshDatabase();

  test('give back every row, as an owner without superuser rights', async () => {
    await run(
      database.url,
      'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE)',
    );
    await run(database.url, "INSERT INTO users (email) SELECT 'user' || i FROM generate_series(1, 5000) AS i");
    const world = await openWorld({ url: database.url, policy: { required_tables: ['users'] } });
    const { backup, copy } = await takeAndRestore(world);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(anyFailed(findings)).toBe(false);
    expect(await world.backups.list()).toEqual([backup]);
  });
});
