import { afterEach, describe, expect, test } from 'vitest';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { ask } from '../../support/target.ts';

const shop = `
  CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE orders (id bigserial PRIMARY KEY, user_id int NOT NULL REFERENCES users, total numeric(8,2) NOT NULL,
                       created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE lines (order_id bigint REFERENCES orders ON DELETE CASCADE, n int, what text, PRIMARY KEY (order_id, n));
  INSERT INTO users (email, created_at) SELECT 'u' || n || '@x.io', '2026-11-01Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 100) n;
  INSERT INTO orders (user_id, total, created_at) SELECT 1 + n % 100, n, '2026-11-01Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 300) n;
  INSERT INTO lines SELECT o, n, 'thing ' || n FROM generate_series(1, 300) o, generate_series(1, 3) n;
  CREATE TABLE outbox (id serial PRIMARY KEY, mail text);
  CREATE FUNCTION send_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.outbox (mail) VALUES ('welcome ' || NEW.email); RETURN NEW; END $$;
  CREATE TRIGGER welcome AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION send_mail()`;

let scene: CopyScene;
afterEach(() => scene.remove());

const tableOf = (report: Awaited<ReturnType<CopyScene['plan']>>, table: string) =>
  report.tables.find((each) => each.table === table);

describe('rows that were deleted', () => {
  test('come back to the letter, parents first and without mail, and are found again by their hash', async () => {
    scene = await stageCopy(shop);
    await ask(
      scene.url,
      'DELETE FROM lines WHERE order_id <= 30; DELETE FROM orders WHERE id <= 30; DELETE FROM users WHERE id <= 10 AND NOT EXISTS (SELECT FROM orders WHERE user_id = users.id)',
    );
    const mails = await rowsOf(scene.url, 'outbox');
    const report = await scene.plan(['orders', 'lines']);
    expect(tableOf(report, 'public.orders')).toMatchObject({ missing: 30, changed: 0, parents: 0, conflicts: [] });
    expect(tableOf(report, 'public.lines')).toMatchObject({ missing: 90 });
    expect(await scene.port.standing(planId, scene.effort)).toBe('planned');
    await expect(scene.apply(report)).resolves.toMatchObject({ rows: 120 });
    expect(await scene.port.standing(planId, scene.effort)).toBe('applied');
    for (const table of ['users', 'orders', 'lines'])
      expect(await rowsOf(scene.url, table)).toEqual(await rowsOf(scene.copyUrl, table));
    expect(await rowsOf(scene.url, 'outbox')).toEqual(mails);
    expect(await scene.port.verify(planId, scene.effort)).toMatchObject([
      { result: 'passed', say: expect.stringContaining('30 rows') },
      { result: 'passed', say: expect.stringContaining('90 rows') },
    ]);
  });

  test('bring along the parents that nobody chose, and the trigger fires again afterwards', async () => {
    scene = await stageCopy(shop);
    await ask(scene.url, 'TRUNCATE users, orders, lines');
    const report = await scene.plan(['lines']);
    expect(report.tables.map(({ table, missing, parents }) => [table, missing, parents])).toEqual([
      ['public.users', 0, 100],
      ['public.orders', 0, 300],
      ['public.lines', 900, 0],
    ]);
    expect(tableOf(report, 'public.users')?.triggersOff).toEqual(['welcome']);
    await scene.apply(report);
    for (const table of ['users', 'orders', 'lines'])
      expect(await rowsOf(scene.url, table)).toEqual(await rowsOf(scene.copyUrl, table));
    const [next] = await ask<{ id: number }>(scene.url, `INSERT INTO users (email) VALUES ('new@x.io') RETURNING id`);
    expect(next?.id).toBe(101);
    expect((await rowsOf(scene.url, 'outbox')).filter((row) => row.includes('new@x.io'))).toHaveLength(1);
  });

  test('are taken back exactly: what was touched or is referred to since stays and is named', async () => {
    scene = await stageCopy(shop);
    await ask(scene.url, 'DELETE FROM orders WHERE id <= 30');
    const before = { orders: await rowsOf(scene.url, 'orders'), lines: await rowsOf(scene.url, 'lines') };
    await scene.apply(await scene.plan(['orders', 'lines']));
    await ask(scene.url, `UPDATE orders SET total = 1 WHERE id = 7; INSERT INTO lines VALUES (8, 99, 'a new line')`);
    const undone = await scene.port.undo(planId, scene.effort);
    expect(undone).toMatchObject({ restored: 0, deleted: 28 + 90 });
    expect(undone.left).toEqual([
      { table: 'public.orders', why: 'changed since they were copied', rows: 1, examples: ['7'] },
      { table: 'public.orders', why: 'rows of public.lines refer to them now', rows: 1, examples: ['8'] },
    ]);
    expect(await scene.port.standing(planId, scene.effort)).toBe('undone');
    expect(await scene.port.undo(planId, scene.effort)).toEqual({ deleted: 0, restored: 0, left: [] });
    await ask(scene.url, 'DELETE FROM orders WHERE id IN (7, 8)');
    expect({ orders: await rowsOf(scene.url, 'orders'), lines: await rowsOf(scene.url, 'lines') }).toEqual(before);
  });
});

describe('rows that were changed', () => {
  test('stay as they are and are counted, unless they were asked for; taking back restores what stood there', async () => {
    scene = await stageCopy(shop);
    await ask(
      scene.url,
      `UPDATE users SET email = 'broken' || id WHERE id <= 20; DELETE FROM users WHERE id = 5 AND false`,
    );
    const broken = await rowsOf(scene.url, 'users');
    const cautious = await scene.plan(['users']);
    expect(tableOf(cautious, 'public.users')).toMatchObject({
      missing: 0,
      changed: 0,
      conflicts: [{ kind: 'other-content', rows: 20, examples: { length: 5 } }],
    });
    const report = await scene.plan(['users'], { kinds: ['missing', 'changed'] });
    expect(tableOf(report, 'public.users')).toMatchObject({ changed: 20, conflicts: [] });
    await scene.apply(report);
    expect(await rowsOf(scene.url, 'users')).toEqual(await rowsOf(scene.copyUrl, 'users'));
    await ask(scene.url, `UPDATE users SET email = 'mine' WHERE id = 1`);
    expect(await scene.port.undo(planId, scene.effort)).toMatchObject({
      restored: 19,
      deleted: 0,
      left: [{ rows: 1 }],
    });
    await ask(scene.url, `UPDATE users SET email = 'broken1' WHERE id = 1`);
    expect(await rowsOf(scene.url, 'users')).toEqual(broken);
  });
});

describe('a time range', () => {
  test('chooses by created_at or by the column that was named, and never pulls more than it needs', async () => {
    scene = await stageCopy(shop);
    await ask(scene.url, 'TRUNCATE users, orders, lines');
    const since = '2026-11-05T00:00:00.000Z' as never;
    const until = '2026-11-05T10:00:00.000Z' as never;
    const report = await scene.plan([], { since, until });
    expect(report.tables.map(({ table, missing, parents }) => [table, missing, parents])).toEqual([
      ['public.users', 5, 6],
      ['public.orders', 10, 0],
    ]);
    expect(report.refused).toEqual([
      { table: 'public.lines', why: 'no column such as created_at says when a row was written' },
      { table: 'public.outbox', why: 'no column such as created_at says when a row was written' },
    ]);
    const named = await scene.plan(['orders'], { since, until, column: 'created_at' });
    expect(tableOf(named, 'public.orders')).toMatchObject({ missing: 10 });
  });
});

describe('what cannot come back', () => {
  test('is counted by reason with examples: unique values that are taken, and parents that nobody has', async () => {
    scene = await stageCopy(
      `${shop}; CREATE TABLE notes (id int PRIMARY KEY, user_id int, word text); INSERT INTO notes SELECT n, n + 95, 'w' || n FROM generate_series(1, 10) n`,
    );
    await ask(
      scene.url,
      `DELETE FROM notes; ALTER TABLE notes ADD FOREIGN KEY (user_id) REFERENCES users; ALTER TABLE notes ADD CHECK (word <> 'w2');
       DELETE FROM lines; DELETE FROM orders; DELETE FROM users WHERE id IN (10, 11); UPDATE users SET email = 'u10@x.io' WHERE id = 12`,
    );
    const report = await scene.plan(['users', 'notes']);
    expect(tableOf(report, 'public.users')).toMatchObject({
      missing: 1,
      conflicts: [
        { kind: 'other-content', rows: 1, examples: ['12'] },
        { kind: 'taken', what: 'users_email_key', rows: 1, examples: ['10'] },
      ],
    });
    expect(tableOf(report, 'public.notes')).toMatchObject({
      missing: 4,
      conflicts: [
        { kind: 'no-parent', what: 'public.users', rows: 5 },
        { kind: 'rule', what: 'notes_word_check', rows: 1, examples: ['2'] },
      ],
    });
    await expect(scene.apply(report)).resolves.toMatchObject({ rows: 5 });
  });

  test('a table without a primary key, one that is not there, and one that is locked to us are refused with the reason', async () => {
    scene = await stageCopy(`${shop}; CREATE TABLE log (line text); CREATE TABLE hidden (id int PRIMARY KEY);
      CREATE TABLE old (id int PRIMARY KEY); CREATE TABLE ruled (id int PRIMARY KEY); CREATE RULE quiet AS ON INSERT TO ruled DO INSTEAD NOTHING`);
    await ask(
      scene.url,
      'DROP TABLE old; ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE hidden FORCE ROW LEVEL SECURITY',
    );
    const report = await scene.plan(['log', 'hidden', 'old', 'ruled']);
    expect(report.refused.map(({ table, why }) => `${table}: ${why}`)).toEqual([
      'public.hidden: row security hides rows of it from our role',
      'public.log: it has no primary key, so its rows cannot be told apart',
      'public.old: it is not there in the database that rows would come back to',
      'public.ruled: it has rewrite rules that would turn our writing into something else',
    ]);
    await expect(scene.plan(['userz'])).rejects.toMatchObject({
      code: 'bad-input',
      message: 'There is no table userz.',
    });
  });
});

describe('what was not voted on', () => {
  test('is not copied: another digest, rows that somebody has written again meanwhile, a row that was changed meanwhile', async () => {
    scene = await stageCopy(shop);
    await ask(scene.url, `DELETE FROM lines WHERE order_id <= 5; UPDATE users SET email = 'x' WHERE id = 3`);
    const report = await scene.plan(['lines', 'users'], { kinds: ['missing', 'changed'] });
    const other = { ...report, digest: 'b'.repeat(64) as typeof report.digest };
    await expect(scene.apply(other)).rejects.toMatchObject({ code: 'check-failed' });
    await ask(scene.url, `INSERT INTO lines VALUES (3, 2, 'written again')`);
    await expect(scene.apply(report)).rejects.toMatchObject({ message: expect.stringContaining('1 of them') });
    await ask(scene.url, `DELETE FROM lines WHERE order_id = 3 AND n = 2; UPDATE users SET email = 'y' WHERE id = 3`);
    await expect(scene.apply(report)).rejects.toMatchObject({ message: expect.stringContaining('changed or removed') });
    expect(await rowsOf(scene.url, 'lines')).toHaveLength(885);
    expect(await scene.port.standing(planId, scene.effort)).toBe('planned');
    await ask(scene.url, `UPDATE users SET email = 'x' WHERE id = 3`);
    await expect(scene.apply(report)).resolves.toMatchObject({ rows: 16 });
    await expect(scene.apply(report)).rejects.toMatchObject({ message: 'These rows have been copied already.' });
  });
});
