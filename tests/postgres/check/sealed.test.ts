import { expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { checkWorld } from './world.ts';

const database = freshDatabase();
const world = checkWorld();

test('a machine that seals backups for others, and cannot read them, is told what it cannot do', async () => {
  await ask(database.url, 'CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users VALUES (1)');
  const { of, exitCode } = await world.check({
    url: database.url,
    adapt: ({ backups, ...service }) => {
      const { identity_file_env: _, ...sealed } = backups as Record<string, unknown>;
      return { ...service, backups: sealed };
    },
  });
  expect(of('encryption', 'warned')).toEqual([expect.stringContaining('it can neither prove nor restore one')]);
  expect(of('encryption', 'failed')).toEqual([]);
  expect(exitCode).toBe(0);
});
