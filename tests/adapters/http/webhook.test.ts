import { expect, test } from 'vitest';
import { webhooks } from '../../../src/adapters/http/webhook.ts';
import { makeEffort } from '../effort.ts';
import { serve } from './serve.ts';

const secretPath = '/hooks/T0AB/pager-secret';

test('a webhook gets its body as JSON and its token as a bearer token, once', async () => {
  const { url, heard } = await serve((_, response) => response.writeHead(202).end());
  const posted = await webhooks.post(
    { url: `${url}${secretPath}`, token: 'ops-0f0f', body: { on: true } },
    makeEffort(),
  );
  expect(posted).toEqual({ status: 202 });
  expect(heard).toEqual([
    {
      line: `POST ${secretPath}`,
      body: '{"on":true}',
      headers: expect.objectContaining({ authorization: 'Bearer ops-0f0f', 'content-type': 'application/json' }),
    },
  ]);
});

test('an answer that refuses is an answer', async () => {
  const { url } = await serve((_, response) => response.writeHead(500).end());
  expect(await webhooks.post({ url, token: null, body: {} }, makeEffort())).toEqual({ status: 500 });
});

test('no answer is an error that names the host and not the path, which may be the password', async () => {
  const { url, close } = await serve(() => undefined);
  close();
  const failure: unknown = await webhooks
    .post({ url: `${url}${secretPath}`, token: 'ops-0f0f', body: {} }, makeEffort())
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'check-failed',
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ gave no answer: nothing listens there\.$/),
  });
  expect(JSON.stringify(failure) + String(failure)).not.toMatch(/pager-secret|ops-0f0f/);
});
