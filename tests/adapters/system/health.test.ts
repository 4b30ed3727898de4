import { afterEach, describe, expect, test } from 'vitest';
import { type HealthServer, type ReadinessCheck, startHealth } from '../../../src/adapters/system/health.ts';

const open: HealthServer[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function ask(path: string, checks: Record<string, ReadinessCheck> = {}, method = 'GET') {
  const server = await startHealth(0, checks);
  open.push(server);
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

const fine: ReadinessCheck = async () => ({ ok: true, say: 'connected' });
const broken: ReadinessCheck = async () => {
  throw new Error('the store is away');
};

describe('health on loopback', () => {
  test('a process that lives says so, whatever its checks say', async () => {
    expect(await ask('/healthz', { store: broken })).toEqual({ status: 200, body: { ok: true } });
  });

  test('ready is who passes every check', async () => {
    expect((await ask('/readyz', { slack: fine })).status).toBe(200);
  });

  test('a check that fails is named with its reason', async () => {
    expect(await ask('/readyz', { slack: fine, store: broken })).toEqual({
      status: 503,
      body: {
        ok: false,
        checks: { slack: { ok: true, say: 'connected' }, store: { ok: false, say: 'the store is away' } },
      },
    });
  });

  test('a check that hangs counts as failed', async () => {
    const { status, body } = await ask('/readyz', { store: () => new Promise(() => undefined) });
    expect(status).toBe(503);
    expect(body).toMatchObject({ checks: { store: { say: 'no answer within 2000 ms' } } });
  });

  test.each([
    ['/', 'GET', 404],
    ['/readyz', 'POST', 405],
  ])('%s by %s is answered with %i', async (path, method, status) => {
    expect((await ask(path, {}, method)).status).toBe(status);
  });
});

test('a path that is no URL is answered, and does not end the process', async () => {
  // fetch keeps the two slashes of `http://host//`, and the server sees `//`.
  expect((await ask('//')).status).toBe(404);
  expect((await ask('/healthz?from=probe')).status).toBe(200);
});
