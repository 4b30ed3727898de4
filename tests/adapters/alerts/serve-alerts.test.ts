import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BODY_MAX } from '../../../src/adapters/alerts/read-body.ts';
import { serveAlerts } from '../../../src/adapters/alerts/serve-alerts.ts';
import { Alert } from '../../../src/domain/alert.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { fromAlertmanager, fromGrafana, ownForm } from './payloads.ts';

const secret = 'alerts-secret-8d8d';
const now = new Date('2026-06-03T14:10:00.000Z');
const nowS = String(now.getTime() / 1_000);

let url: string;
let taken: { service: string; alerts: readonly Alert[] }[];
let refused: { status: number; why: string }[];
let storeIsAway: boolean;

beforeEach(async () => {
  [taken, refused, storeIsAway] = [[], [], false];
  const server = await serveAlerts({
    host: '127.0.0.1',
    port: 0,
    secret: new Secret(secret),
    now: () => now,
    take: async (service, alerts) => {
      if (storeIsAway) throw new Error('The store cannot be reached');
      if (service !== 'shop') return null;
      taken.push({ service, alerts });
      return alerts.length;
    },
    refused: (facts) => refused.push(facts),
  });
  onTestFinished(() => server.close());
  url = `http://127.0.0.1:${server.port}`;
});

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers });
  return { status: answer.status, said: await answer.text(), retryAfter: answer.headers.get('retry-after') };
}
const sign = (text: string, key = secret) => createHmac('sha256', key).update(text).digest('hex');
const bearer = { authorization: `Bearer ${secret}` };
const fromUs = (body: string, time = nowS, key = secret) => ({
  'X-Recourse-Timestamp': time,
  'X-Recourse-Signature': sign(`${time}:${body}`, key),
});
const [prometheus, grafana, own] = [fromAlertmanager, fromGrafana, ownForm].map((each) => JSON.stringify(each)) as [
  string,
  string,
  string,
];

describe('alerts come in (P9)', () => {
  test('from Alertmanager with a bearer token: severity, summary, instant and ids are read, the watchdog is left out', async () => {
    expect(await post('/alerts/shop/alertmanager', prometheus, bearer)).toMatchObject({ status: 200 });
    expect(taken).toEqual([
      {
        service: 'shop',
        alerts: [
          {
            source: 'alertmanager',
            fingerprint: '1a30ba71cca2921f',
            status: 'firing',
            name: 'ForeignKeyViolations',
            severity: 'critical',
            summary: '42 foreign key violations in 5 minutes <!channel>',
            details:
              'insert or update on table "lines" violates foreign key constraint\njob=postgres severity=critical',
            startedAt: '2026-06-03T14:08:45.828Z',
            endedAt: null,
            trigger: null,
            correlationIds: ['req-17', 'req-18'],
          },
        ],
      },
    ]);
  });

  test('from Grafana with its signature of the body, or of time and body', async () => {
    const bare = await post('/alerts/shop/grafana', grafana, { 'X-Grafana-Alerting-Signature': sign(grafana) });
    const timed = await post('/alerts/shop/grafana', grafana, {
      'X-Grafana-Alerting-Timestamp': nowS,
      'X-Grafana-Alerting-Signature': sign(`${nowS}:${grafana}`),
    });
    expect([bare.status, timed.status]).toEqual([200, 200]);
    expect(taken[0]?.alerts).toMatchObject([
      { name: 'High memory usage', status: 'firing', severity: 'warning', startedAt: '2021-10-12T07:51:03.157Z' },
      { name: 'High CPU usage', status: 'resolved', endedAt: '2021-10-12T08:01:03.157Z' },
    ]);
    expect(taken[0]?.alerts[0]?.details).toContain('B: 44.2394');
  });

  test('in our own form with time and signature', async () => {
    expect(await post('/alerts/shop/json', own, fromUs(own))).toMatchObject({
      status: 200,
      said: expect.stringContaining('"new":1'),
    });
    expect(taken[0]?.alerts).toMatchObject([
      { source: 'json', fingerprint: 'orphans-in-lines', status: 'firing', trigger: 'data-corruption' },
    ]);
  });

  test('whatever text they carry, it can be kept: long, with NUL, with half a sign', async () => {
    const alert = { ...fromAlertmanager.alerts[0], fingerprint: undefined };
    const labels = { alertname: `a\0${'x'.repeat(5_000)}`, severity: 'page' };
    const body = JSON.stringify({ alerts: [{ ...alert, labels, annotations: { summary: '\ud83d'.repeat(3) } }] });
    expect((await post('/alerts/shop/alertmanager', body, bearer)).status).toBe(200);
    const [read] = taken[0]?.alerts ?? [];
    expect(Alert.parse(read)).toEqual(read);
    expect(read?.name).not.toContain('\0');
    expect(read?.summary.isWellFormed()).toBe(true);
    expect(read?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('what is not from a sender who knows the secret is refused, and nothing is taken', () => {
  const late = String(now.getTime() / 1_000 - 301);
  test.each<[what: string, path: string, body: string, headers: Record<string, string>, says: string]>([
    ['no token', '/alerts/shop/alertmanager', prometheus, {}, 'is missing'],
    ['another token', '/alerts/shop/alertmanager', prometheus, { authorization: 'Bearer other' }, 'another one'],
    ['no signature', '/alerts/shop/grafana', grafana, bearer, 'x-grafana-alerting-signature is missing'],
    [
      'another key',
      '/alerts/shop/grafana',
      grafana,
      { 'X-Grafana-Alerting-Signature': sign(grafana, 'other') },
      'does not fit',
    ],
    [
      'another body',
      '/alerts/shop/grafana',
      `${grafana} `,
      { 'X-Grafana-Alerting-Signature': sign(grafana) },
      'does not fit',
    ],
    [
      'the time taken off',
      '/alerts/shop/grafana',
      grafana,
      { 'X-Grafana-Alerting-Signature': sign(`${nowS}:${grafana}`) },
      'does not fit',
    ],
    ['no time', '/alerts/shop/json', own, { 'X-Recourse-Signature': sign(own) }, 'x-recourse-timestamp is missing'],
    ['an old time', '/alerts/shop/json', own, fromUs(own, late), 'within 5 minutes'],
    ['a time that is none', '/alerts/shop/json', own, fromUs(own, 'soon'), 'within 5 minutes'],
    ['an unknown service, without the secret', '/alerts/nowhere/json', own, fromUs(own, nowS, 'other'), 'does not fit'],
  ])('%s', async (_, path, body, headers, says) => {
    const answer = await post(path, body, headers);
    expect(answer).toMatchObject({ status: 401, said: expect.stringContaining(says) });
    expect(answer.said).not.toContain(secret);
    expect(taken).toEqual([]);
    expect(refused).toMatchObject([{ status: 401 }]);
  });
});

describe('what cannot be taken is answered so that the sender knows what to do', () => {
  test.each<[what: string, path: string, body: string, status: number, says: string]>([
    ['another address', '/alerts/shop/pager', '{}', 404, 'alertmanager|grafana|json'],
    ['another service', '/alerts/nowhere/alertmanager', prometheus, 404, 'no service of this name'],
    ['no JSON', '/alerts/shop/alertmanager', '{', 400, 'not JSON'],
    ['another form', '/alerts/shop/alertmanager', '{"alerts":[{"status":"maybe"}]}', 422, 'alerts.0.status'],
    ['no instant', '/alerts/shop/alertmanager', '{"alerts":[{"status":"firing","startsAt":"soon"}]}', 422, 'startsAt'],
    ['too much', '/alerts/shop/alertmanager', 'x'.repeat(BODY_MAX + 1), 413, 'group fewer'],
  ])('%s', async (_, path, body, status, says) => {
    expect(await post(path, body, bearer)).toMatchObject({ status, said: expect.stringContaining(says) });
    expect(taken).toEqual([]);
  });

  test('a slip in our own form is named', async () => {
    const body = JSON.stringify({ alerts: [{ ...ownForm.alerts[0], severty: 'critical' }] });
    expect(await post('/alerts/shop/json', body, fromUs(body))).toMatchObject({
      status: 422,
      said: expect.stringContaining('severty'),
    });
  });

  test('GET is refused', async () => expect((await fetch(`${url}/alerts/shop/json`)).status).toBe(405));

  test('while the store is away: 503 and when to come again, so that the sender sends it again', async () => {
    storeIsAway = true;
    const answer = await post('/alerts/shop/alertmanager', prometheus, bearer);
    expect(answer).toMatchObject({ status: 503, retryAfter: '10' });
    storeIsAway = false;
    expect((await post('/alerts/shop/alertmanager', prometheus, bearer)).status).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test('too many at once: 429 and when to come again', async () => {
    const answers = [];
    for (let n = 0; n < 62; n += 1) answers.push(await post('/alerts/shop/alertmanager', '{"alerts":[]}', bearer));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(answers.at(-1)).toMatchObject({ status: 429, retryAfter: '1' });
  });

  test('strangers who ask too often do not shut the door for the monitoring', async () => {
    const answers = [];
    for (let n = 0; n < 62; n += 1) answers.push(await post('/alerts/shop/alertmanager', '{"alerts":[]}', {}));
    expect(answers[0]?.status).toBe(401);
    expect(answers.at(-1)?.status).toBe(429);
    expect((await post('/alerts/shop/alertmanager', prometheus, bearer)).status).toBe(200);
  });

  test('a group of a great outage is taken, as far as anybody reads, firing alerts first', async () => {
    const [one] = fromAlertmanager.alerts;
    const alerts = Array.from({ length: 250 }, (_, n) => ({
      ...one,
      fingerprint: String(n),
      status: n < 100 ? 'resolved' : 'firing',
    }));
    expect((await post('/alerts/shop/alertmanager', JSON.stringify({ alerts }), bearer)).status).toBe(200);
    expect(taken[0]?.alerts).toHaveLength(200);
    expect(taken[0]?.alerts.filter(({ status }) => status === 'firing')).toHaveLength(150);
  });
});
