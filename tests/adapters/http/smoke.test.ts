import { describe, expect, test } from 'vitest';
import { createSmokeChecks } from '../../../src/adapters/http/smoke.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { SmokePolicy } from '../../../src/domain/policy-file/recovery.ts';
import { makeStriker } from '../../../src/domain/redaction.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { makeEffort } from '../effort.ts';
import { type Heard, serve } from './serve.ts';

const token = 'Bearer smoke-token-77aa';

function smoke(baseUrl: string, checks: object[], readyWithin = '0ms') {
  return createSmokeChecks({
    policy: SmokePolicy.parse({ base_url: baseUrl, ready_within: readyWithin, checks }),
    valueOf: () => token,
    strikeSecrets: makeStriker([new Secret(token)]),
  });
}

/** All findings of one full round. */
function askAll(baseUrl: string, checks: object[], readyWithin?: string): Promise<readonly Finding[]> {
  return smoke(baseUrl, checks, readyWithin).run({ readOnly: false }, makeEffort());
}

const list = { name: 'prompts are listed', path: '/api/prompts' };

describe('an answer', () => {
  test('that is as expected passes with its status and time', async () => {
    const { url } = await serve((_, response) => response.end('{"items":[]}'));
    const [finding] = await askAll(url, [{ ...list, expect_text: '"items"' }]);
    expect(finding).toEqual({
      check: 'prompts are listed',
      result: 'passed',
      say: expect.stringMatching(/^GET \/api\/prompts: 200 in \d+ ms$/),
    });
  });

  test('with another status fails with correlation id and the beginning of what it said, on one line', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(500, { 'x-request-id': 'req-42' });
      response.end(`column "body" does not exist\n\u001b[31m${'x'.repeat(1000)}`);
    });
    const [finding] = await askAll(url, [list]);
    expect(finding).toMatchObject({ result: 'failed', hint: expect.stringMatching(/log/) });
    expect(finding?.say).toMatch(
      /^GET \/api\/prompts: 500 in \d+ ms, expected 200; correlation id req-42; answer: column "body" does not exist \[31mx+$/,
    );
    expect(finding?.say.length).toBeLessThan(330);
  });

  test('without the expected text fails though its status is right', async () => {
    const { url } = await serve((_, response) => response.end('<h1>Maintenance</h1>'));
    const [finding] = await askAll(url, [{ ...list, expect_text: '"items"' }]);
    expect(finding).toMatchObject({ result: 'failed', say: expect.stringContaining('does not hold "\\"items\\""') });
  });

  test('that repeats our secret does not bring it into the finding', async () => {
    const { url, heard } = await serve((one, response) => {
      response.writeHead(403).end(`${'.'.repeat(185)}${one.headers.authorization} is not welcome`);
    });
    const [finding] = await askAll(url, [{ ...list, secret_headers: { authorization: 'TOKEN' } }]);
    expect(heard[0]?.headers.authorization).toBe(token);
    expect(JSON.stringify(finding)).not.toMatch(/smoke-|77aa/);
  });

  test('that sends elsewhere is not followed: its status is the answer', async () => {
    const { url, heard } = await serve((_, response) => response.writeHead(302, { location: '/login' }).end());
    expect((await askAll(url, [{ ...list, expect_status: 302 }])).map(({ result }) => result)).toEqual(['passed']);
    expect(heard).toHaveLength(1);
  });
});

describe('an answer that does not arrive', () => {
  test('at all fails after the check’s timeout', async () => {
    const { url } = await serve(() => undefined);
    const [finding] = await askAll(url, [{ ...list, timeout: '200ms' }]);
    expect(finding).toMatchObject({
      result: 'failed',
      say: expect.stringContaining('no complete answer within 200 ms'),
    });
  });

  test('because it hangs half way fails after the check’s timeout', async () => {
    const { url } = await serve((_, response) => response.writeHead(200).write('{"items":'));
    const [finding] = await askAll(url, [{ ...list, timeout: '200ms' }]);
    expect(finding).toMatchObject({
      result: 'failed',
      say: expect.stringContaining('no complete answer within 200 ms'),
    });
  });

  test('because it is cut in the middle fails', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"items":', () => response.destroy());
    });
    const [finding] = await askAll(url, [list]);
    expect(finding).toMatchObject({ result: 'failed', say: expect.stringContaining('the connection was cut') });
  });

  test('because nothing listens fails and says so', async () => {
    const { url, close } = await serve(() => undefined);
    close();
    const [finding] = await askAll(url, [list]);
    expect(finding).toMatchObject({ result: 'failed', say: expect.stringContaining('nothing listens there') });
  });
});

/** A service with one list and one writable thing. */
const service = (one: Heard, response: { writeHead(status: number): unknown; end(text: string): unknown }) => {
  if (one.line === 'GET /api/prompts') response.end('{"items":[{"id":"../a b","version":7}]}');
  else if (one.line.startsWith('POST')) response.end('{"id":31}');
  else response.end('{}');
};

const flow = [
  { ...list, keep: { promptId: '/items/0/id', version: '/items/0/version' } },
  { name: 'versions', path: '/api/prompts/{promptId}/versions' },
  {
    name: 'create',
    method: 'POST',
    path: '/api/runs',
    body: { prompt: '{promptId}', from: '{version}', note: 'v{version}' },
    keep: { runId: '/id' },
  },
  { name: 'the new run', path: '/api/runs?id={runId}' },
];

describe('a flow', () => {
  test('carries kept values on, encoded in paths and with their type in bodies', async () => {
    const { url, heard } = await serve(service);
    const findings = await askAll(url, flow);
    expect(findings.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(heard.map(({ line }) => line)).toEqual([
      'GET /api/prompts',
      'GET /api/prompts/..%2Fa%20b/versions',
      'POST /api/runs',
      'GET /api/runs?id=31',
    ]);
    expect(JSON.parse(heard[2]?.body ?? '')).toEqual({ prompt: '../a b', from: 7, note: 'v7' });
  });

  test('never climbs out of a path by a kept value', async () => {
    const { url, heard } = await serve((_, response) => response.end('{"id":".."}'));
    const findings = await askAll(url, [
      { name: 'one', path: '/a', keep: { id: '/id' } },
      { name: 'two', path: '/a/b/{id}/secret' },
    ]);
    expect(findings.map(({ result }) => result)).toEqual(['failed', 'skipped']);
    expect(heard).toHaveLength(1);
  });

  test('fails where a value to keep is not there, and does not ask what needs it', async () => {
    const { url, heard } = await serve((_, response) => response.end('{"items":[]}'));
    const findings = await askAll(url, flow);
    expect(findings.map(({ result }) => result)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
    expect(findings[0]?.say).toContain('the answer holds nothing at /items/0/id, /items/0/version');
    expect(findings[1]?.say).toContain('no earlier check gave promptId');
    expect(heard).toHaveLength(1);
  });

  test('asked read-only sends nothing that writes, and says what it left out', async () => {
    const { url, heard } = await serve(service);
    const findings = await smoke(url, flow).run({ readOnly: true }, makeEffort());
    expect(findings.map(({ result }) => result)).toEqual(['passed', 'passed', 'skipped', 'skipped']);
    expect(heard.map(({ line }) => line)).toEqual(['GET /api/prompts', 'GET /api/prompts/..%2Fa%20b/versions']);
  });
});

describe('a service that is still starting', () => {
  test('is asked again until it is ready', async () => {
    let asked = 0;
    const { url } = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 503 : 200).end('{}');
    });
    const [finding] = await askAll(url, [list], '20s');
    expect(finding?.result).toBe('passed');
    expect(asked).toBe(3);
  });

  test('is not asked to write again when the first try may have done it', async () => {
    const { url, heard } = await serve((_, response) => response.writeHead(500).end());
    const [finding] = await askAll(url, [{ name: 'create', method: 'POST', path: '/api/runs', body: {} }], '20s');
    expect(finding?.result).toBe('failed');
    expect(heard).toHaveLength(1);
  });

  test('is seen as it is by a read-only round', async () => {
    const { url, heard } = await serve((_, response) => response.writeHead(503).end());
    const findings = await smoke(url, [list], '20s').run({ readOnly: true }, makeEffort());
    expect(findings.map(({ result }) => result)).toEqual(['failed']);
    expect(heard).toHaveLength(1);
  });
});

test('checks stop when the effort is called off', async () => {
  const control = new AbortController();
  const { url } = await serve(() => control.abort(new Error('lease lost')));
  await expect(smoke(url, [list]).run({ readOnly: false }, makeEffort(control.signal))).rejects.toThrow('lease lost');
});
