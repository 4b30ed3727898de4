import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { rowsToCopy } from '../../../src/domain/copy-back.ts';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { ask, until } from '../../support/target.ts';

const sql = `CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL); CREATE TABLE posts (id bigserial PRIMARY KEY, by bigint NOT NULL REFERENCES users, text text);
  CREATE TABLE mails (id bigserial PRIMARY KEY, post bigint);
  INSERT INTO users (name) SELECT 'u' || n FROM generate_series(1, 2000) n; INSERT INTO posts (by, text) SELECT 1 + n % 2000, repeat('x', n % 300) FROM generate_series(1, 20000) n;
  CREATE FUNCTION mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.mails (post) VALUES (NEW.id); RETURN NULL; END $$;
  CREATE TRIGGER mail AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION mail()`;

let scene: CopyScene;
afterEach(() => scene.remove());

/** Somebody who signs up, posts and edits all the time. */
function keepWriting(url: string) {
  const ids: string[] = [];
  let going = true;
  const writing = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (going) {
      const { rows } = await client.query<{ id: string }>(
        `WITH u AS (INSERT INTO users (name) VALUES ('busy') RETURNING id) INSERT INTO posts (by, text) SELECT id, 'mine' FROM u RETURNING id`,
      );
      ids.push(rows[0]?.id ?? '');
      await client.query(`UPDATE posts SET text = text || '!' WHERE id = $1`, [rows[0]?.id]);
    }
    await client.end();
  })();
  return {
    ids,
    stop: async () => {
      going = false;
      await writing;
    },
  };
}

describe('while others write', () => {
  test('exactly the rows that were lost come back, nothing of theirs is touched, and only their own posts are mailed', async () => {
    scene = await stageCopy(sql);
    await ask(
      scene.url,
      'DELETE FROM mails; DELETE FROM posts WHERE id % 2 = 0; DELETE FROM posts WHERE by <= 500; DELETE FROM users WHERE id <= 500',
    );
    const busy = keepWriting(scene.url);
    try {
      await until(() => busy.ids.length > 5);
      const report = await scene.plan(['posts']);
      const lost = await ask<{ n: string }>(
        scene.copyUrl,
        'SELECT count(*) AS n FROM posts WHERE id % 2 = 0 OR by <= 500',
      );
      expect(
        report.tables.map(({ table, missing, parents, conflicts }) => ({ table, missing, parents, conflicts })),
      ).toEqual([
        { table: 'public.users', missing: 0, parents: 500, conflicts: [] },
        { table: 'public.posts', missing: Number(lost[0]?.n), parents: 0, conflicts: [] },
      ]);
      const before = busy.ids.length;
      await scene.apply(report);
      await until(() => busy.ids.length > before + 5);
      expect((await scene.port.verify(planId, scene.effort)).map((finding) => finding.result)).toEqual([
        'passed',
        'passed',
      ]);
    } finally {
      await busy.stop();
    }
    expect(await rowsOf(scene.url, '(SELECT * FROM posts WHERE id <= 20000)')).toEqual(
      await rowsOf(scene.copyUrl, 'posts'),
    );
    expect(await rowsOf(scene.url, '(SELECT * FROM users WHERE id <= 2000)')).toEqual(
      await rowsOf(scene.copyUrl, 'users'),
    );
    expect(await rowsOf(scene.url, `(SELECT post FROM mails)`)).toEqual(
      await rowsOf(scene.url, '(SELECT id FROM posts WHERE id > 20000)'),
    );
    expect((await rowsOf(scene.url, `(SELECT * FROM posts WHERE text = 'mine!')`)).length).toBe(busy.ids.length);
  });
});

describe('a rival', () => {
  test('who writes a row under a key of ours at the last moment makes the copy give way, whole', async () => {
    scene = await stageCopy(sql);
    await ask(scene.url, 'DELETE FROM posts WHERE id <= 100');
    const report = await scene.plan(['posts']);
    const rival = new pg.Client({ connectionString: scene.url });
    await rival.connect();
    await rival.query(
      `BEGIN; INSERT INTO users (id, name) VALUES (9001, 'r'); LOCK TABLE mails IN SHARE MODE; ALTER TABLE posts DISABLE TRIGGER mail`,
    );
    await rival.query(
      `INSERT INTO posts (id, by, text) VALUES (50, 1, 'rival'); ALTER TABLE posts ENABLE TRIGGER mail`,
    );
    const applying = scene.apply(report).catch((error) => error);
    await until(
      async () =>
        (await ask(scene.url, `SELECT FROM pg_locks WHERE NOT granted AND relation = 'posts'::regclass`)).length > 0,
    );
    await rival.query('COMMIT');
    await rival.end();
    expect(await applying).toMatchObject({
      code: 'check-failed',
      message: expect.stringContaining('somebody has since written 1'),
    });
    expect(await rowsOf(scene.url, '(SELECT id FROM posts WHERE id <= 100)')).toEqual(['(50)']);
    expect(rowsToCopy(await scene.plan(['posts']))).toBe(99);
  });

  test('who holds a lock for too long gets an answer, not a queue behind which everybody waits', async () => {
    scene = await stageCopy(sql);
    await ask(scene.url, 'DELETE FROM posts WHERE id <= 100');
    const report = await scene.plan(['posts']);
    const migration = new pg.Client({ connectionString: scene.url });
    await migration.connect();
    await migration.query('BEGIN; ALTER TABLE posts ADD COLUMN later int');
    await expect(scene.apply(report)).rejects.toMatchObject({ code: 'timed-out' });
    await migration.query('ROLLBACK');
    await migration.end();
    await expect(scene.apply(report)).resolves.toMatchObject({ rows: 100 });
  });
});
