import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createScratchDatabases } from '../../src/adapters/postgres/scratch-databases.ts';
import { databaseUrl, freshDatabase, onServer } from '../support/cluster.ts';
import { ask, effortOf, newRun } from '../support/target.ts';

const production = freshDatabase();

test('a scratch database lets nobody in but its owner: what was validated is what is promoted', async () => {
  const word = randomBytes(4).toString('hex');
  const app = { role: `app_${word}`, password: 'app' };
  const scratch = createScratchDatabases({ url: production.url });
  await onServer((client) => client.query(`CREATE ROLE ${app.role} LOGIN PASSWORD 'app'`));
  const like = { encoding: 'UTF8', collate: 'C' } as Parameters<typeof scratch.create>[1];
  const copy = await scratch.create(`${production.name}_scratch_${word}_f1`, like, effortOf(newRun()));
  try {
    await expect(ask(databaseUrl(copy.name, app), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  } finally {
    await scratch.drop(copy);
    await onServer((client) => client.query(`DROP ROLE ${app.role}`));
  }
});
