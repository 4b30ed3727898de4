import { describe, expect, test } from 'vitest';
import { installPromptrefine } from './installation.ts';

const at = installPromptrefine({ rate: 0 });
const draft = { title: 'Explain a diff', tags: ['review'], content: 'You explain {{diff}} to a colleague.' };

describe('signing in', () => {
  test('gives a token to the right password and none to a wrong one', async () => {
    const right = await at.send('POST', '/api/auth/login', { body: at.service.account });
    expect(right).toMatchObject({ status: 200, body: { token: expect.any(String), user: { id: 1 } } });
    expect(JSON.stringify(right.body)).not.toContain('scrypt');
    const wrong = await at.send('POST', '/api/auth/login', { body: { ...at.service.account, password: 'guess' } });
    expect(wrong.status).toBe(401);
  });

  test('is needed to write, and a token changed by one character is none', async () => {
    expect((await at.send('POST', '/api/prompts', { body: draft })).status).toBe(401);
    const { authorization } = await at.signIn();
    const forged = { authorization: `${authorization.slice(0, -1)}${authorization.endsWith('A') ? 'B' : 'A'}` };
    const answers = [{ authorization }, forged].map((headers) =>
      at.send('POST', '/api/prompts', { body: draft, headers }),
    );
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([201, 401]);
  });
});

describe('a prompt', () => {
  test('lives through creation, change, new versions, restore of an old one, a test run and deletion', async () => {
    const headers = await at.signIn();
    const { body: prompt } = await at.send('POST', '/api/prompts', { body: draft, headers });
    const path = `/api/prompts/${prompt.id}`;
    expect((await at.send('GET', '/api/prompts')).body.prompts[0]).toMatchObject({ id: prompt.id, version: 1 });

    const changed = { ...draft, title: 'Explain a pull request', content: 'You explain {{diff}} kindly.' };
    expect((await at.send('PUT', path, { body: changed, headers })).body).toMatchObject({
      version: 2,
      title: changed.title,
    });
    const added = await at.send('POST', `${path}/versions`, { body: { content: 'Third.' }, headers });
    expect(added).toMatchObject({ status: 201, body: { version: 3, content: 'Third.' } });
    const restored = await at.send('POST', `${path}/versions/1/restore`, { headers });
    expect(restored).toMatchObject({ status: 201, body: { version: 4, content: draft.content } });
    expect((await at.send('GET', path)).body).toMatchObject({ version: 4, content: draft.content, versions: 4 });
    expect((await at.send('GET', `${path}/versions`)).body.versions).toHaveLength(4);

    const run = await at.send('POST', '/api/test-runs', {
      body: { promptId: prompt.id, input: { diff: '+1' } },
      headers,
    });
    expect(run).toMatchObject({ status: 201, body: { status: 'succeeded' } });
    const { body: runs } = await at.send('GET', `/api/test-runs?promptId=${prompt.id}`);
    expect(runs.testRuns).toEqual([expect.objectContaining({ correlation_id: run.headers.get('x-correlation-id') })]);

    expect((await at.send('DELETE', path, { headers })).status).toBe(200);
    expect((await at.send('GET', path)).status).toBe(404);
  });

  test('is deleted by its title by whoever does not know its id, and no other prompt is', async () => {
    const headers = await at.signIn();
    const create = async (title: string) =>
      (await at.send('POST', '/api/prompts', { body: { title, content: 'x' }, headers })).body.id as number;
    const [left, other] = [await create('left behind & forgotten'), await create('another')];
    const path = `/api/prompts?title=${encodeURIComponent('left behind & forgotten')}`;
    expect((await at.send('DELETE', path, { headers })).body).toEqual({ deleted: [{ id: left }] });
    expect((await at.send('DELETE', path, { headers })).body).toEqual({ deleted: [] });
    expect((await at.send('GET', `/api/prompts/${other}`)).status).toBe(200);
    expect((await at.send('DELETE', path)).status).toBe(401);
  });

  test.each([
    ['without a title', { content: 'x' }, 'title'],
    ['without content', { title: 'x' }, 'content'],
  ])('%s is refused with the reason', async (_name, body, field) => {
    const answer = await at.send('POST', '/api/prompts', { body, headers: await at.signIn() });
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(field) } } });
  });
});

describe('every answer', () => {
  test('carries the correlation id that the caller sent, errors too', async () => {
    const headers = { 'x-correlation-id': 'caller-0042' };
    for (const path of ['/healthz', '/api/prompts', '/api/prompts/999999999', '/nowhere']) {
      expect((await at.send('GET', path, { headers })).headers.get('x-correlation-id')).toBe('caller-0042');
    }
    const { body } = await at.send('GET', '/nowhere', { headers });
    expect(body.error.correlationId).toBe('caller-0042');
  });
});

describe('maintenance mode', () => {
  const switchTo = (on: boolean, token = at.service.adminToken) =>
    at.send('POST', '/admin/maintenance', { body: { on }, headers: { authorization: `Bearer ${token}` } });

  test('is switched by the administrator’s token only', async () => {
    expect((await switchTo(true, 'guess')).status).toBe(403);
    expect((await at.send('GET', '/healthz')).body.maintenance).toBe(false);
  });

  test('refuses writes and lets reads go on, through a crash of the service', async () => {
    const headers = await at.signIn();
    await switchTo(true);
    await at.service.restartService('SIGKILL');
    const refused = await at.send('POST', '/api/prompts', { body: draft, headers });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await at.send('GET', '/api/prompts')).status).toBe(200);
    await switchTo(false);
    expect((await at.send('POST', '/api/prompts', { body: draft, headers })).status).toBe(201);
  });

  test('lets a request pass that carries the smoke token, and no other', async () => {
    await switchTo(true);
    const create = (token: string) =>
      at.send('POST', '/api/prompts', { body: draft, headers: { 'x-recourse-smoke': token } });
    expect((await create(at.service.smokeToken)).status).toBe(201);
    expect((await create('guess')).status).toBe(503);
    await switchTo(false);
  });
});
