import { beforeEach, describe, expect, test } from 'vitest';
import { createAffectedRowsReader } from '../../src/adapters/postgres/affected-rows.ts';
import { makeStriker } from '../../src/domain/redaction.ts';
import { Secret } from '../../src/domain/secret.ts';
import { AFFECTED_KEPT, affectedTable } from '../../src/domain/switches.ts';
import { freshDatabase } from '../support/cluster.ts';
import { ask, effortOf, newRun } from '../support/target.ts';

const database = freshDatabase();
const sql = "SELECT request, said FROM runs WHERE status = 'failed' ORDER BY id;";
const reader = () =>
  createAffectedRowsReader({
    target: { url: database.url },
    timeoutMs: 5_000,
    strikeSecrets: makeStriker([new Secret('sk-live-0123456789')]),
  });

beforeEach(() =>
  ask(
    database.url,
    `DROP TABLE IF EXISTS runs; CREATE TABLE runs (id serial PRIMARY KEY, request text, said text, status text);
     INSERT INTO runs (request, said, status) SELECT 'r' || n, '503 for sk-live-0123456789', 'failed' FROM generate_series(1, 700) n`,
  ),
);

describe('rows that failed', () => {
  test('are counted truly when their ids are cut, and secrets in their messages are struck out (B1, B11, I8)', async () => {
    const affected = await reader().read(database.name, sql, effortOf(newRun()));
    expect(affected.total).toBe(700);
    expect(affected.ids).toHaveLength(AFFECTED_KEPT);
    expect(affected.messages).toEqual([{ say: '503 for «secret»', rows: AFFECTED_KEPT }]);
  });

  test('that are none are none, and rows without an id are counted and not named', async () => {
    await ask(database.url, "UPDATE runs SET request = NULL WHERE id > 2; UPDATE runs SET request = '' WHERE id = 2");
    const { ids, total } = await reader().read(database.name, sql, effortOf(newRun()));
    expect([ids, total]).toEqual([['r1'], 700]);
    await ask(database.url, 'DELETE FROM runs');
    expect(await reader().read(database.name, sql, effortOf(newRun()))).toEqual({ ids: [], total: 0, messages: [] });
  });

  test('whose ids hold a secret are counted and not named: no retry takes them for done (I8)', async () => {
    await ask(
      database.url,
      "DELETE FROM runs WHERE id > 2; UPDATE runs SET request = 'sk-live-0123456789' WHERE id = 2",
    );
    const { ids, total } = await reader().read(database.name, sql, effortOf(newRun()));
    expect([ids, total]).toEqual([['r1'], 2]);
  });

  test('are asked for in one statement that writes nothing', async () => {
    const effort = effortOf(newRun());
    await expect(reader().read(database.name, 'SELECT 1; DROP TABLE runs', effort)).rejects.toThrow('syntax error');
    const write = 'WITH gone AS (DELETE FROM runs RETURNING request) SELECT request FROM gone';
    await expect(reader().read(database.name, write, effort)).rejects.toMatchObject({ code: 'check-failed' });
    expect(await ask(database.url, 'SELECT count(*)::int AS n FROM runs')).toEqual([{ n: 700 }]);
  });

  test('with hostile ids reach a retry script as data: just those rows change (I7)', async () => {
    const hostile = `x'); DROP TABLE runs; --\n\\! touch :a`;
    await ask(database.url, `UPDATE runs SET request = $q$${hostile}$q$ WHERE id = 7`);
    const effort = effortOf(newRun());
    await ask(
      database.url,
      `BEGIN; ${affectedTable([hostile, 'r9'])}UPDATE runs SET status = 'queued' WHERE request IN (SELECT correlation_id FROM recourse_affected); COMMIT`,
    );
    expect(await ask(database.url, "SELECT id FROM runs WHERE status = 'queued' ORDER BY id")).toEqual([
      { id: 7 },
      { id: 9 },
    ]);
    expect(await reader().stillGiven(database.name, sql, [hostile, 'r9', 'r1'], effort)).toEqual(['r1']);
  });

  test('are told apart once more by id, each once however many rows it has (B11)', async () => {
    await ask(database.url, "UPDATE runs SET request = 'r1' WHERE id = 2; UPDATE runs SET status = 'ok' WHERE id = 3");
    const still = await reader().stillGiven(database.name, sql, ['r4', 'r3', 'r1', 'none'], effortOf(newRun()));
    expect(still).toEqual(['r4', 'r1']);
  });

  test('name their requests as the server writes them, and one with a secret in it names none (I8)', async () => {
    const typed =
      "SELECT request::char(6), said FROM runs WHERE id = 1 UNION ALL SELECT 'sk-live-0123456789', said FROM runs WHERE id = 2";
    const { ids, total } = await reader().read(database.name, typed, effortOf(newRun()));
    expect([ids, total]).toEqual([['r1'], 2]);
    const times = "SELECT timestamptz '2026-11-21 03:00:00.123456+00'";
    const effort = effortOf(newRun());
    const read = await reader().read(database.name, times, effort);
    expect(await reader().stillGiven(database.name, times, read.ids, effort)).toEqual(read.ids);
  });
});
