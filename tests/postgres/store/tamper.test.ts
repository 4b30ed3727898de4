import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { verifyChain } from '../../../src/domain/chain.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { note, openIncident } from './fixtures.ts';

describe('a journal in the hands of its database’s owner', () => {
  const database = freshDatabase();
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: database.url });
    return () => store.close();
  });

  async function ask(sql: string, url = database.url): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  async function journalOfFour(): Promise<{ id: IncidentId; number: number }> {
    const { id, head } = await openIncident(store);
    await store.entries.append(id, head, ['one', 'two', 'three'].map(note), {});
    return { id, number: Number(id.slice(4)) };
  }

  async function verdictOn(id: IncidentId) {
    const chain = await store.entries.readChain(id);
    return verifyChain(id, chain?.links ?? [], chain?.head);
  }

  test.each([
    ['UPDATE', "UPDATE recourse.entry SET body = '{}'"],
    ['DELETE', 'DELETE FROM recourse.entry'],
    ['TRUNCATE', 'TRUNCATE recourse.entry'],
    ['TRUNCATE … CASCADE', 'TRUNCATE recourse.incident CASCADE'],
    ['DELETE of the incident', 'DELETE FROM recourse.incident'],
  ])('refuses %s, even to a superuser', async (_, sql) => {
    const { id } = await journalOfFour();
    await expect(ask(sql)).rejects.toThrow(/append-only|violates/);
    await expect(ask(sql, database.superuserUrl)).rejects.toThrow(/append-only|violates/);
    expect(await verdictOn(id)).toMatchObject({ kind: 'intact', entries: 4 });
  });

  test.each([
    ['a changed text', `UPDATE recourse.entry SET body = replace(body, 'two', 'six') WHERE n = 3`, 3],
    ['a changed actor', `UPDATE recourse.entry SET actor = '{"id":"U0OTHER","kind":"person"}' WHERE n = 2`, 2],
    ['a changed time', `UPDATE recourse.entry SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE n = 1`, 1],
    ['a removed entry', 'DELETE FROM recourse.entry WHERE n = 2', 2],
    ['a cut end', 'DELETE FROM recourse.entry WHERE n = 4', 3],
  ])('shows %s to whoever verifies it, when the refusal was got around', async (_, sql, n) => {
    const { id, number } = await journalOfFour();
    const around = `SET session_replication_role = replica; ${sql} AND incident = ${number}`;
    await ask(around, database.superuserUrl);
    expect(await verdictOn(id)).toMatchObject({ kind: 'broken', n });
  });

  test('is computed the same way by the database', async () => {
    await journalOfFour();
    const wrong = await ask(`SELECT count(*)::int AS wrong, (SELECT count(*)::int FROM recourse.entry e
      WHERE digest = recourse.entry_digest(previous, incident, n, recorded_at, occurred_at, actor, body)) AS "right"
      FROM recourse.entry WHERE digest <> recourse.entry_digest(previous, incident, n, recorded_at, occurred_at, actor, body)`);
    expect(wrong.rows[0].right).toBeGreaterThan(3);
  });

  test('that holds what no Recourse wrote is an error that says so, not a guess', async () => {
    const { id, number } = await journalOfFour();
    await ask(
      `SET session_replication_role = replica; UPDATE recourse.entry SET body = '{"kind":"never-heard-of"}' WHERE n = 2 AND incident = ${number}`,
      database.superuserUrl,
    );
    await expect(store.entries.read(id, 0)).rejects.toMatchObject({ code: 'journal-corrupt', facts: { n: 2 } });
  });
});
