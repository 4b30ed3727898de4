import { beforeAll, expect, test } from 'vitest';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { freshDatabase, owner } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort } from './world.ts';

const database = freshDatabase();
const read = async (url: string, jobs: number) => {
  const held = await createSnapshots({ target: { url }, jobs, lockWaitMs: 1_000 }).open(effort());
  return held.readLargeObjects(effort()).finally(() => held.close());
};

beforeAll(() =>
  ask(database.url, `CREATE TABLE t (); SELECT lo_from_bytea(n, n::text::bytea) FROM generate_series(1, 50) n`),
);

test('large objects read by one session and by several have one sum', async () => {
  const alone = await read(database.url, 1);
  expect(alone).toMatchObject({ bytes: 9 + 2 * 41, unread: 0 });
  expect(await read(database.url, 4)).toEqual(alone);
});

test('what our role may not read is counted, and nothing fails for it', async () => {
  await ask(database.superuserUrl, "SELECT lo_from_bytea(98, 'hidden'), lo_from_bytea(99, 'shown')");
  await ask(database.superuserUrl, `GRANT SELECT ON LARGE OBJECT 99 TO ${owner().role}`);
  expect(await read(database.url, 2)).toMatchObject({ bytes: 9 + 2 * 41 + 5, unread: 1 });
  expect(await read(database.superuserUrl, 2)).toMatchObject({ bytes: 9 + 2 * 41 + 11, unread: 0 });
});
