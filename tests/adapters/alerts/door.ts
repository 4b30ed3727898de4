import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { serveAlerts } from '../../../src/adapters/alerts/serve-alerts.ts';
import type { Alert } from '../../../src/domain/alert.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { fromAlertmanager, fromGrafana, ownForm } from './payloads.ts';

export const secret = 'alerts-secret-8d8d';
export const now = new Date('2026-06-03T14:10:00.000Z');
export const nowS = String(now.getTime() / 1_000);

/** The door on a real port, with what it took and whom it refused. It knows one service: the shop. */
export async function openDoor({ requestMs }: { readonly requestMs?: number } = {}) {
  const door = {
    taken: [] as { service: string; alerts: readonly Alert[] }[],
    refused: [] as { status: number; why: string }[],
    storeIsAway: false,
  };
  const server = await serveAlerts({
    ...(requestMs === undefined ? {} : { requestMs }),
    host: '127.0.0.1',
    port: 0,
    secret: new Secret(secret),
    now: () => now,
    take: async (service, alerts) => {
      if (door.storeIsAway) throw new Error('The store cannot be reached');
      if (service !== 'shop') return null;
      door.taken.push({ service, alerts });
      return alerts.length;
    },
    refused: (facts) => door.refused.push(facts),
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers });
    return { status: answer.status, said: await answer.text(), retryAfter: answer.headers.get('retry-after') };
  };
  return Object.assign(door, { url, port: server.port, post });
}
export type Door = Awaited<ReturnType<typeof openDoor>>;

export const sign = (text: string, key = secret) => createHmac('sha256', key).update(text).digest('hex');
export const bearer = { authorization: `Bearer ${secret}` };
export const fromUs = (body: string, time = nowS, key = secret) => ({
  'X-Recourse-Timestamp': time,
  'X-Recourse-Signature': sign(`${time}:${body}`, key),
});
export const [prometheus, grafana, own] = [fromAlertmanager, fromGrafana, ownForm].map((each) =>
  JSON.stringify(each),
) as [string, string, string];
