import { createHmac } from 'node:crypto';
import type { Envelope } from './socket-mode.ts';
import type { World } from './world.ts';

/** What came of one signed request to the app. */
export type HttpAck =
  | { readonly outcome: 'acked'; readonly payload: unknown }
  | { readonly outcome: 'timeout' | 'not-connected' | 'refused' };

/** POSTs one payload to the app's request URL, signed with the v0 scheme, and waits at most 3 s for a 2xx. */
export async function postSigned(world: World, url: string, envelope: Envelope): Promise<HttpAck> {
  const { type, body } = encode(envelope);
  const seconds = Math.floor(world.now() / 1000);
  const retry: Record<string, string> =
    envelope.retryAttempt === 0
      ? {}
      : { 'x-slack-retry-num': String(envelope.retryAttempt), 'x-slack-retry-reason': envelope.retryReason };
  const signature = createHmac('sha256', world.credentials.signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(seconds),
        'x-slack-signature': `v0=${signature}`,
        ...retry,
      },
      body,
      signal: AbortSignal.timeout(world.timing.ackMs),
    });
    const answer = await response.text();
    return response.ok ? { outcome: 'acked', payload: decode(answer) } : { outcome: 'refused' };
  } catch (error) {
    return { outcome: (error as Error).name === 'TimeoutError' ? 'timeout' : 'not-connected' };
  }
}

function encode({ type, payload }: Envelope): { type: string; body: string } {
  if (type === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const form =
    type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Readonly<Record<string, string>>);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() };
}

function decode(answer: string): unknown {
  if (answer === '') return undefined;
  try {
    return JSON.parse(answer);
  } catch {
    return { text: answer };
  }
}

/** Asks a new request URL to echo a challenge, as Slack does before it accepts one. */
export async function verifyRequestUrl(world: World, url: string): Promise<boolean> {
  const challenge = `challenge-${world.now()}`;
  const payload = { type: 'url_verification', token: 'local', challenge };
  const ack = await postSigned(world, url, { type: 'events_api', payload, retryAttempt: 0, retryReason: '' });
  if (ack.outcome !== 'acked') return false;
  const echoed = ack.payload as { challenge?: unknown; text?: unknown } | undefined;
  return echoed?.challenge === challenge || echoed?.text === challenge;
}
