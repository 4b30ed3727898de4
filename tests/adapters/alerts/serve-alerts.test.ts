import { beforeEach, describe, expect, test } from 'vitest';
import { BODY_MAX } from '../../../src/adapters/alerts/read-body.ts';
import { Alert } from '../../../src/domain/alert.ts';
import { bearer, type Door, fromUs, grafana, now, nowS, openDoor, own, prometheus, secret, sign } from './door.ts';
import { fromAlertmanager, ownForm } from './payloads.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});

describe('alerts come in (P9)', () => {
  test('from Alertmanager with a bearer token: severity, summary, instant and ids are read, the watchdog is left out', async () => {
    expect(await door.post('/alerts/shop/alertmanager', prometheus, bearer)).toMatchObject({ status: 200 });
    expect(door.taken).toEqual([
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
    const bare = await door.post('/alerts/shop/grafana', grafana, { 'X-Grafana-Alerting-Signature': sign(grafana) });
    const timed = await door.post('/alerts/shop/grafana', grafana, {
      'X-Grafana-Alerting-Timestamp': nowS,
      'X-Grafana-Alerting-Signature': sign(`${nowS}:${grafana}`),
    });
    expect([bare.status, timed.status]).toEqual([200, 200]);
    expect(door.taken[0]?.alerts).toMatchObject([
      { name: 'High memory usage', status: 'firing', severity: 'warning', startedAt: '2021-10-12T07:51:03.157Z' },
      { name: 'High CPU usage', status: 'resolved', endedAt: '2021-10-12T08:01:03.157Z' },
    ]);
    expect(door.taken[0]?.alerts[0]?.details).toContain('B: 44.2394');
  });

  test('in our own form with time and signature', async () => {
    expect(await door.post('/alerts/shop/json', own, fromUs(own))).toMatchObject({
      status: 200,
      said: expect.stringContaining('"new":1'),
    });
    expect(door.taken[0]?.alerts).toMatchObject([
      { source: 'json', fingerprint: 'orphans-in-lines', status: 'firing', trigger: 'data-corruption' },
    ]);
  });

  test('whatever text they carry, it can be kept: long, with NUL, with half a sign', async () => {
    const alert = { ...fromAlertmanager.alerts[0], fingerprint: undefined };
    const labels = { alertname: `a\0${'x'.repeat(5_000)}`, severity: 'page' };
    const body = JSON.stringify({ alerts: [{ ...alert, labels, annotations: { summary: '\ud83d'.repeat(3) } }] });
    expect((await door.post('/alerts/shop/alertmanager', body, bearer)).status).toBe(200);
    const [read] = door.taken[0]?.alerts ?? [];
    expect(Alert.parse(read)).toEqual(read);
    expect(read?.name).not.toContain('\0');
    expect(read?.summary.isWellFormed()).toBe(true);
    expect(read?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('what is not from a sender who knows the secret is refused, and nothing is taken', () => {
  const [late, early] = [-301, 301].map((seconds) => String(now.getTime() / 1_000 + seconds)) as [string, string];
  const cutShort = { ...fromUs(own), 'X-Recourse-Signature': fromUs(own)['X-Recourse-Signature'].slice(0, -2) };
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
    ['a time to come', '/alerts/shop/json', own, fromUs(own, early), 'within 5 minutes'],
    ['a signature cut short', '/alerts/shop/json', own, cutShort, 'does not fit'],
    [
      'a signature that is none',
      '/alerts/shop/json',
      own,
      { ...fromUs(own), 'X-Recourse-Signature': 'é' },
      'does not fit',
    ],
    [
      'a token cut short',
      '/alerts/shop/alertmanager',
      prometheus,
      { authorization: `Bearer ${secret.slice(0, -1)}` },
      'another one',
    ],
    ['a time that is none', '/alerts/shop/json', own, fromUs(own, 'soon'), 'within 5 minutes'],
    ['an unknown service, without the secret', '/alerts/nowhere/json', own, fromUs(own, nowS, 'other'), 'does not fit'],
  ])('%s', async (_, path, body, headers, says) => {
    const answer = await door.post(path, body, headers);
    expect(answer).toMatchObject({ status: 401, said: expect.stringContaining(says) });
    expect(answer.said).not.toContain(secret);
    expect(door.taken).toEqual([]);
    expect(door.refused).toMatchObject([{ status: 401 }]);
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
    expect(await door.post(path, body, bearer)).toMatchObject({ status, said: expect.stringContaining(says) });
    expect(door.taken).toEqual([]);
  });

  test('a slip in our own form is named', async () => {
    const body = JSON.stringify({ alerts: [{ ...ownForm.alerts[0], severty: 'critical' }] });
    expect(await door.post('/alerts/shop/json', body, fromUs(body))).toMatchObject({
      status: 422,
      said: expect.stringContaining('severty'),
    });
  });

  test('GET is refused', async () => expect((await fetch(`${door.url}/alerts/shop/json`)).status).toBe(405));

  test('while the store is away: 503 and when to come again, so that the sender sends it again', async () => {
    door.storeIsAway = true;
    const answer = await door.post('/alerts/shop/alertmanager', prometheus, bearer);
    expect(answer).toMatchObject({ status: 503, retryAfter: '10' });
    door.storeIsAway = false;
    expect((await door.post('/alerts/shop/alertmanager', prometheus, bearer)).status).toBe(200);
    expect(door.taken).toHaveLength(1);
  });

  test('a group of a great outage is taken, as far as anybody reads, firing alerts first', async () => {
    const [one] = fromAlertmanager.alerts;
    const alerts = Array.from({ length: 250 }, (_, n) => ({
      ...one,
      fingerprint: String(n),
      status: n < 100 ? 'resolved' : 'firing',
    }));
    expect((await door.post('/alerts/shop/alertmanager', JSON.stringify({ alerts }), bearer)).status).toBe(200);
    expect(door.taken[0]?.alerts).toHaveLength(200);
    expect(door.taken[0]?.alerts.filter(({ status }) => status === 'firing')).toHaveLength(150);
  });
});
