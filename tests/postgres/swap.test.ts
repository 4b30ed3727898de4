import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { exchange } from '../../src/adapters/postgres/swap-exchange.ts';
import { forwards } from '../../src/adapters/postgres/swap-move.ts';
import type { Grant } from '../../src/policy/grant.ts';
import { databaseUrl } from '../support/cluster.ts';
import { startCrowd } from '../support/crowd.ts';
import { drillApproval } from '../support/drill-approval.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { ask, effortOf } from '../support/target.ts';

let scene: SwapScene;
afterEach(() => scene.remove());

describe('promotion', () => {
  test('gives the copy the name, keeps the old one closed and read-only, and says so when asked again', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort } = scene;
    expect((await swap.preflight(intent)).filter((finding) => finding.result !== 'passed')).toEqual([]);
    expect(await swap.standing(intent)).toBe('not-begun');
    const { gateClosedMs } = await swap.promote(intent, copy, grant, effort);
    expect(gateClosedMs).toBeLessThan(2_000);
    expect(await swap.standing(intent)).toBe('swapped');
    expect(await scene.whoIsProduction()).toBe('copy');
    expect(
      await ask(
        databaseUrl('postgres'),
        `SELECT oid::int, datallowconn, (SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = d.oid) AS settings
           FROM pg_database d WHERE datname = $1`,
        [intent.keptName],
      ),
    ).toEqual([{ oid: intent.productionOid, datallowconn: false, settings: ['default_transaction_read_only=on'] }]);
    expect(await swap.promote(intent, copy, grant, effort)).toEqual({ gateClosedMs: 0, sessionsEnded: 0 });
    await swap.reopen(intent, effort); // safe at any time
    expect(await scene.whoIsProduction()).toBe('copy');
  });

  test('is undone by the same swap backwards, and what was written meanwhile is kept', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort, url } = scene;
    await ask(url, `ALTER DATABASE ${intent.productionName} SET work_mem = '5MB'`);
    await swap.promote(intent, copy, grant, effort);
    await ask(url, "CREATE TABLE written_since AS SELECT 'precious' AS what");
    await swap.undo(intent, grant, effort);
    expect(await scene.whoIsProduction()).toBe('original');
    expect(await swap.standing(intent)).toBe('not-begun');
    expect(await ask(url, 'SHOW default_transaction_read_only')).toEqual([{ default_transaction_read_only: 'off' }]);
    expect(await ask(url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
    await swap.undo(intent, grant, effort); // a second undo finds nothing to take back
    await ask(databaseUrl('postgres'), `ALTER DATABASE ${intent.keptName} ALLOW_CONNECTIONS true`);
    expect(await ask(databaseUrl(intent.keptName), 'SELECT what FROM written_since')).toEqual([{ what: 'precious' }]);
  });

  test('raises the sequences to ids that were given out up to the last moment', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort, url } = scene;
    for (const each of [url, databaseUrl(intent.copyName)]) await ask(each, 'CREATE SEQUENCE ids');
    await ask(databaseUrl(intent.copyName), `ALTER SEQUENCE ids OWNER TO test_owner`);
    await ask(url, 'SELECT nextval($1) FROM generate_series(1, 41)', ['ids']);
    await swap.promote(intent, copy, grant, effort);
    expect(await ask(url, 'SELECT nextval($1)', ['ids'])).toEqual([{ nextval: '42' }]);
  });

  test('under an older fence changes nothing, not even the gate', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant } = scene;
    const older = effortOf(scene.run, 0);
    await expect(swap.promote(intent, copy, grant, older)).rejects.toMatchObject({ code: 'fenced-off' });
    expect(await swap.standing(intent)).toBe('not-begun');
  });
});

describe('promotion that nobody approved', () => {
  test('on another incident’s approval is refused', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant } = scene;
    await expect(swap.promote(intent, copy, grant, effortOf('INC-1'))).rejects.toMatchObject({ code: 'bad-input' });
    expect(await swap.standing(intent)).toBe('not-begun');
  });

  test('on what a drill earned is refused, forged or not, and nothing has changed (S9, I1)', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, effort, run } = scene;
    const earned = drillApproval();
    // @ts-expect-error the type refuses it as well
    const plainly = swap.promote(intent, copy, earned, effort);
    await expect(plainly).rejects.toMatchObject({ code: 'bad-input', facts: { kind: 'drill' } });
    const forged = { ...earned, incident: run } as unknown as Grant;
    await expect(swap.promote(intent, copy, forged, effort)).rejects.toMatchObject({ facts: { kind: 'drill' } });
    await expect(swap.undo(intent, forged, effort)).rejects.toMatchObject({ facts: { kind: 'drill' } });
    expect(await swap.standing(intent)).toBe('not-begun');
    expect(await scene.whoIsProduction()).toBe('original');
  });
});

describe('under load', () => {
  test('promotion and undo succeed 10 times of 10 while 80 clients reconnect as fast as they can', {
    timeout: 120_000,
  }, async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort, url } = scene;
    const crowd = startCrowd(url, 80);
    const gates: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const answered = crowd.answered();
      gates.push((await swap.promote(intent, copy, grant, effort)).gateClosedMs);
      expect(await scene.whoIsProduction()).toBe('copy');
      await swap.undo(intent, grant, effort);
      expect(await scene.whoIsProduction()).toBe('original');
      await crowd.untilMore(answered);
      // The promoted copy is kept under the kept name after an undo: put the stage back for the next turn.
      await ask(databaseUrl('postgres'), `ALTER DATABASE ${intent.keptName} RENAME TO ${intent.copyName}`);
      await ask(databaseUrl('postgres'), `ALTER DATABASE ${intent.copyName} ALLOW_CONNECTIONS true`);
    }
    await crowd.goHome();
    expect(gates).toHaveLength(5);
    expect(crowd.codes()).toEqual(crowd.codes().filter((code) => /^(57P01|55000|3D000|08006|ECONN.*|)$/.test(code)));
  });
});

describe('preflight names sessions and transactions in the way:', () => {
  test('a prepared transaction, by its name', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort, url } = scene;
    await ask(url, `BEGIN; UPDATE who_am_i SET name = 'x'; PREPARE TRANSACTION '${scene.run}'`);
    await expect(swap.promote(intent, copy, grant, effort)).rejects.toMatchObject({ code: 'swap-blocked' });
    const found = (await swap.preflight(intent)).find((finding) => finding.check === 'prepared-transactions');
    expect(found).toMatchObject({ result: 'failed', say: expect.stringContaining(`'${scene.run}' of test_owner`) });
    await ask(url, `ROLLBACK PREPARED '${scene.run}'`);
    await swap.promote(intent, copy, grant, effort);
  });

  test('a superuser’s session, by its process id', async () => {
    scene = await stageSwap();
    const superuser = await comeAsSuperuser();
    const found = (await scene.swap.preflight(scene.intent)).find((finding) => finding.check === 'sessions');
    expect(found).toMatchObject({ result: 'failed', say: expect.stringContaining(`${superuser.pid} of postgres`) });
    await superuser.client.end();
  });

  test('a superuser’s session that slipped in after the preflight keeps the names, and the gate opens again', async () => {
    scene = await stageSwap();
    const superuser = await comeAsSuperuser();
    const calledOff = new AbortController();
    const effort = effortOf(scene.run, 1, {
      signal: calledOff.signal,
      heard: (say) => void (say === 'gate closed: ending sessions' && calledOff.abort(new Error('called off'))),
    });
    await expect(exchange({ url: scene.url }, forwards(scene.intent), effort)).rejects.toThrow('called off');
    await superuser.client.end();
    expect(await scene.swap.standing(scene.intent)).toBe('not-begun');
    expect(await scene.whoIsProduction()).toBe('original');
  });
});

describe('preflight names what would break:', () => {
  test('a logical replication slot, a name that is taken and one that is too long, another owner', async () => {
    scene = await stageSwap();
    const { swap, intent } = scene;
    await ask(databaseUrl(intent.productionName), `SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [
      intent.copyName,
    ]);
    await ask(databaseUrl('postgres'), `CREATE DATABASE ${intent.keptName} OWNER test_owner`);
    await ask(databaseUrl('postgres'), `ALTER DATABASE ${intent.copyName} OWNER TO postgres`);
    const findings = await swap.preflight(intent);
    const results = Object.fromEntries(findings.map(({ check, result, hint }) => [check, `${result} ${hint ?? ''}`]));
    expect(results).toMatchObject({
      'replication-slots': expect.stringContaining('warned'),
      'kept-name': expect.stringContaining('failed'),
      likeness: expect.stringContaining('failed'),
      'swap-rights': 'failed Run as a superuser: GRANT postgres TO test_owner;',
    });
    const long = { ...intent, keptName: 'ä'.repeat(32) };
    expect((await swap.preflight(long)).find(({ check }) => check === 'kept-name')?.say).toContain('64 bytes');
    await ask(databaseUrl('postgres'), 'SELECT pg_drop_replication_slot($1)', [intent.copyName]);
  });

  test('a database that was renamed or dropped meanwhile', async () => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort } = scene;
    await ask(databaseUrl('postgres'), `ALTER DATABASE ${intent.copyName} RENAME TO ${intent.keptName}`);
    expect(await swap.preflight(intent)).toMatchObject([{ check: 'swap-places', result: 'failed' }]);
    await expect(swap.promote(intent, copy, grant, effort)).rejects.toMatchObject({ code: 'swap-blocked' });
    expect(await swap.standing({ ...intent, systemIdentifier: '1' })).toBe('cannot-tell');
  });
});

async function comeAsSuperuser(): Promise<{ client: pg.Client; pid: number | undefined }> {
  const client = new pg.Client({ connectionString: databaseUrl(scene.intent.productionName) });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return { client, pid: rows[0]?.pid };
}
