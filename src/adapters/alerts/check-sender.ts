import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AlertForm } from '../../domain/alert.ts';
import type { Secret } from '../../domain/secret.ts';

/** A signed instant may lie this far from now, in ms: longer than a slow network, shorter than a captured request is of use. */
const REPLAY_WINDOW_MS = 300_000;

/** Grafana's own header, and the one that its "Timestamp Header" setting should name. */
const grafanaHeaders = { signature: 'x-grafana-alerting-signature', timestamp: 'x-grafana-alerting-timestamp' };
const ownHeaders = { signature: 'x-recourse-signature', timestamp: 'x-recourse-timestamp' };

/** What a request is judged by. */
export interface Sent {
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire: a signature is about bytes. */
  readonly body: Buffer;
}

/**
 * Why a request is not from whom it should be; null where it is. Alertmanager cannot sign and shows a token; Grafana (from
 * 12 on) signs `body`, or `timestamp:body` where it is told to send the time; our own form always signs the time.
 */
export function distrust(form: AlertForm, sent: Sent, secret: Secret, nowMs: number): string | null {
  switch (form) {
    case 'alertmanager':
      return distrustToken(sent, secret);
    case 'grafana':
      return distrustSignature(sent, secret, { ...grafanaHeaders, timed: false, nowMs });
    case 'json':
      return distrustSignature(sent, secret, { ...ownHeaders, timed: true, nowMs });
  }
}

function distrustToken({ headers }: Sent, secret: Secret): string | null {
  const [, token] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return 'the header Authorization: Bearer … is missing';
  return sameText(token, secret.reveal()) ? null : 'the bearer token is another one';
}

function distrustSignature(
  { headers, body }: Sent,
  secret: Secret,
  rule: { readonly signature: string; readonly timestamp: string; readonly timed: boolean; readonly nowMs: number },
): string | null {
  const [signature, timestamp] = [headers[rule.signature], headers[rule.timestamp]];
  if (typeof signature !== 'string') return `the header ${rule.signature} is missing`;
  if (timestamp === undefined && rule.timed) return `the header ${rule.timestamp} is missing`;
  // A time that was left out or changed does not fit the signature, so what is judged here was signed.
  const hmac = createHmac('sha256', secret.reveal());
  if (timestamp !== undefined) hmac.update(`${timestamp}:`);
  const expected = hmac.update(body).digest('hex');
  if (!sameText(signature.trim().toLowerCase(), expected)) return 'the signature does not fit what was sent';
  if (timestamp === undefined) return null;
  const sentMs = Number(timestamp) * 1_000;
  const near = Number.isFinite(sentMs) && Math.abs(rule.nowMs - sentMs) <= REPLAY_WINDOW_MS;
  return near ? null : `the signed time is not within ${REPLAY_WINDOW_MS / 60_000} minutes of now; compare the clocks`;
}

/** In constant time, also where the lengths differ. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
