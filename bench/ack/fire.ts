import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface Target {
  readonly port: number;
  readonly signingSecret: string;
}

let sent = 0;

/**
 * Sends signed slash commands at a steady rate, whether or not earlier ones were answered (as Slack does), and returns
 * how long each took to be acknowledged, in ms.
 *
 * @throws Error when one is not acknowledged with 200
 */
export async function fire(target: Target, perSecond: number, seconds: number): Promise<number[]> {
  // Connections of its own: those of an earlier round may be ending on the other side.
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const began = performance.now();
  const waits: Promise<number>[] = [];
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = began + (at * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    // From when it was due: a sender that falls behind must not make the answers look fast.
    const wait = sendOne(target, agent).then(() => performance.now() - due);
    wait.catch(() => undefined); // told at the end, when all are waited for
    waits.push(wait);
  }
  try {
    return await Promise.all(waits);
  } finally {
    agent.destroy();
  }
}

function sendOne({ port, signingSecret }: Target, agent: Agent): Promise<void> {
  sent += 1;
  const body = new URLSearchParams({
    command: '/incident',
    text: 'status',
    user_id: 'U0SAM',
    channel_id: 'C0BENCH',
    team_id: 'T0BENCH',
    trigger_id: `${sent}.bench`,
    response_url: 'http://127.0.0.1:1/none',
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: '127.0.0.1', path: '/slack/events', method: 'POST', agent, headers },
      (answer) => {
        answer.resume();
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`not acknowledged: HTTP ${answer.statusCode}`));
        });
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}
