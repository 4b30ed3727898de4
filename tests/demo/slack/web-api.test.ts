import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { dana, ops, sam, tinyWorkspace } from './tiny-app.ts';

let slack: LocalSlack;
let web: WebClient;

beforeAll(async () => {
  slack = await startLocalSlack({ workspace: tinyWorkspace, timing: { triggerMs: 300 } });
  web = client(slack.botToken);
});
afterAll(() => slack.close());
beforeEach(async () => {
  await slack.faults.clear();
  await slack.faults.messageBurst(0);
});

function client(token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 1500,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => 'error' as never,
      setName() {},
    },
  });
}

function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'ok',
    (error: { data?: { error?: string }; code?: string }) => error.data?.error ?? error.code,
  );
}

describe('who may call', () => {
  test.each([
    ['an unknown token', () => client('xoxb-nobody').auth.test(), 'invalid_auth'],
    ['no token', () => client('').auth.test(), 'not_authed'],
    ['the app-level token', () => client(slack.appToken).users.list({}), 'not_allowed_token_type'],
    [
      'a scope that was not granted',
      () => web.reactions.add({ channel: ops, timestamp: '1.0', name: 'eyes' }),
      'missing_scope',
    ],
    [
      'the history of a direct conversation without its scope',
      () => web.conversations.history({ channel: 'D0SAM' }),
      'missing_scope',
    ],
    ['a method that does not exist', () => web.apiCall('chat.shout'), 'unknown_method'],
    [
      'a channel that does not exist',
      () => web.chat.postMessage({ channel: 'C0NONE', text: 'x' }),
      'channel_not_found',
    ],
    ['a channel without the bot', () => web.chat.postMessage({ channel: 'C0GENERAL', text: 'x' }), 'not_in_channel'],
    [
      'a message that does not exist',
      () => web.chat.update({ channel: ops, ts: '1.0', text: 'x' }),
      'message_not_found',
    ],
    ['an update that is too long', () => tooLong(), 'msg_too_long'],
    ['a message that says nothing', () => web.chat.postMessage({ channel: ops, text: '' }), 'no_text'],
    [
      'a trigger that was never given',
      () => web.views.open({ trigger_id: '1.2', view: modal() }),
      'invalid_trigger_id',
    ],
  ])('%s is refused', async (_name, call, code) => {
    expect(await codeOf(call())).toBe(code);
  });
});

async function tooLong() {
  const { ts } = await web.chat.postMessage({ channel: ops, text: 'short' });
  return web.chat.update({ channel: ops, ts: ts ?? '', text: 'x'.repeat(4001) });
}

function modal() {
  return { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Form' }, blocks: [] };
}

describe('messages', () => {
  test('metadata is returned in the history only to those who ask for it', async () => {
    const metadata = { event_type: 'order', event_payload: { id: 7 } };
    const { ts } = await web.chat.postMessage({ channel: ops, text: 'with metadata', metadata });
    const plain = await web.conversations.history({ channel: ops, limit: 1 });
    const full = await web.conversations.history({ channel: ops, limit: 1, include_all_metadata: true });
    expect(plain.messages?.[0]).toMatchObject({ ts });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
  });

  test('an edit keeps the timestamp, and text without blocks takes the blocks away', async () => {
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'block' } }];
    const { ts } = await web.chat.postMessage({ channel: ops, text: 'first', blocks });
    await web.chat.update({ channel: ops, ts: ts ?? '', text: 'second' });
    const message = await slack.waitForMessage(ops, (each) => each.ts === ts && each.text === 'second');
    expect(message.blocks).toBeUndefined();
    expect(message.edited).toBeDefined();
  });

  test('replies are counted on the first message and kept out of the channel', async () => {
    const { ts = '' } = await web.chat.postMessage({ channel: ops, text: 'head' });
    await web.chat.postMessage({ channel: ops, text: 'reply', thread_ts: ts });
    const { messages } = await web.conversations.replies({ channel: ops, ts });
    expect(messages?.map((each) => each.text)).toEqual(['head', 'reply']);
    expect(messages?.[0]).toMatchObject({ reply_count: 1 });
    expect((await slack.history(ops)).map((each) => each.text)).not.toContain('reply');
  });

  test('an ephemeral is seen by its person only and is in no history', async () => {
    await web.chat.postEphemeral({ channel: ops, user: sam, text: 'between us' });
    await slack.waitForEphemeral(sam, 'between us');
    expect(await slack.ephemerals(dana)).toEqual([]);
    const { messages } = await web.conversations.history({ channel: ops });
    expect(messages?.map((each) => each.text)).not.toContain('between us');
  });

  test('a file is uploaded in three calls and shared in a thread', async () => {
    const { ts = '' } = await web.chat.postMessage({ channel: ops, text: 'files' });
    await web.files.uploadV2({ channel_id: ops, thread_ts: ts, filename: 'rows.csv', content: 'a,b\n1,2\n' });
    const shared = await slack.waitForMessage(ops, 'rows.csv');
    expect(shared).toMatchObject({ thread_ts: ts, files: [{ size: 8, mimetype: 'text/csv' }] });
    const bearer = { authorization: `Bearer ${slack.botToken}` };
    const [file] = shared.files ?? [];
    expect(await (await fetch(file?.url_private ?? '', { headers: bearer })).text()).toBe('a,b\n1,2\n');
    expect((await fetch(file?.url_private ?? '')).status).toBe(404);
  });
});

describe('what can go wrong', () => {
  test('more than the burst of messages in one channel is answered 429 with Retry-After', async () => {
    await slack.faults.messageBurst(2);
    const post = () => codeOf(web.chat.postMessage({ channel: ops, text: 'fast' }));
    expect([await post(), await post(), await post()]).toEqual(['ok', 'ok', 'slack_webapi_rate_limited_error']);
  });

  test('a switched-on 429 counts down', async () => {
    await slack.faults.rateLimit({ method: 'auth.test', calls: 1, retryAfterSeconds: 7 });
    const error = await web.auth.test().catch((caught: { retryAfter?: number }) => caught);
    expect(error).toMatchObject({ retryAfter: 7 });
    expect(await codeOf(web.auth.test())).toBe('ok');
  });

  test('a call that hangs, or whose connection is cut, has taken effect', async () => {
    await slack.faults.hang({ method: 'chat.postMessage' });
    expect(await codeOf(web.chat.postMessage({ channel: ops, text: 'posted and silent' }))).not.toBe('ok');
    await slack.waitForMessage(ops, 'posted and silent');
    await slack.faults.cut({ method: 'chat.postMessage' });
    expect(await codeOf(web.chat.postMessage({ channel: ops, text: 'posted and cut' }))).not.toBe('ok');
    await slack.waitForMessage(ops, 'posted and cut');
  });

  test('in an outage nothing answers, and the page and the controls still do', async () => {
    await slack.faults.outage('refused');
    expect(await codeOf(web.auth.test())).toBe('slack_webapi_request_error');
    await slack.faults.outage('unavailable');
    expect(await codeOf(web.auth.test())).toBe('slack_webapi_http_error');
    await slack.faults.outage('none');
    expect(await codeOf(web.auth.test())).toBe('ok');
  });

  test('a request for another host is turned away', async () => {
    const response = await fetch(`${slack.url}/control/scene`, { headers: { origin: 'https://elsewhere.example' } });
    expect(response.status).toBe(403);
  });

  test('waiting in vain says what was there instead', async () => {
    await web.chat.postMessage({ channel: ops, text: 'something else' });
    await expect(slack.waitForMessage(ops, 'never said', { timeoutMs: 50 })).rejects.toThrow(
      /never said.*something else/s,
    );
  });
});
