import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { smtpServer } from '../../../src/adapters/mail/smtp.ts';
import { mailServer } from './mail-world.ts';

const mail = {
  from: 'status@shop.example.com',
  to: ['ada@example.com', 'sam@example.com'],
  subject: 'Shop: what happened',
  text: 'On Tuesday, the shop stood still.\nÄrger ist vorbei. – <b>not markup</b>',
  messageId: '<inc-7.1.1.abcd@shop.example.com>',
};
const patience = () => AbortSignal.timeout(10_000);
const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

async function send(
  port: number,
  options: { readonly scheme?: string; readonly user?: string; readonly caFile?: string } = {},
) {
  const { scheme = 'smtp', user = '', caFile } = options;
  return smtpServer({ url: `${scheme}://${user}127.0.0.1:${port}`, caFile }).send(mail, patience());
}

describe('a mail to the users (S10)', () => {
  test('arrives as it was written, and nobody sees who else got it', async () => {
    const { port, arrived } = await mailServer();
    expect(await send(port)).toEqual({ kind: 'arrived', where: `2 of 2 recipients, ${mail.messageId}` });
    const [one] = arrived;
    expect(one).toMatchObject({
      from: mail.from,
      to: mail.to,
      mail: { subject: mail.subject, messageId: mail.messageId },
    });
    expect(one?.mail.text?.trim()).toBe(mail.text);
    const headers = JSON.stringify(one?.mail.headers);
    expect(mail.to.some((address) => headers.includes(address))).toBe(false);
  });

  test('says which addresses the server refused', async () => {
    const { port } = await mailServer({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('sam') ? refusal(550, 'no such user') : null),
    });
    expect(await send(port)).toMatchObject({ where: expect.stringMatching(/^1 of 2 recipients.*refused 1 of 2/) });
  });

  test('gives user and password, and tells a wrong one as what it is, without it', async () => {
    const { port } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        username === 'status' && password === 'p:w@rd'
          ? done(null, { user: username })
          : done(refusal(535, 'Authentication failed')),
    });
    expect(await send(port, { user: 'status:p%3Aw%40rd@' })).toMatchObject({ kind: 'arrived' });
    const refused = await send(port, { user: 'status:secret-9f@' });
    expect(refused).toEqual({ kind: 'failed', why: 'the mail server answered 535', again: false });
  });
});

describe('when the mail server is in trouble', () => {
  test('nobody answers: nothing happened, and it is tried again', async () => {
    expect(await send(1)).toMatchObject({
      kind: 'failed',
      again: true,
      why: expect.stringContaining('could not be reached'),
    });
  });

  test.each([
    [451, true],
    [554, false],
  ])('it answers %i: tried again is %s', async (code, again) => {
    const { port } = await mailServer({ onMailFrom: (_, __, done) => done(refusal(code, 'not now')) });
    expect(await send(port)).toEqual({ kind: 'failed', why: `the mail server answered ${code}`, again });
  });

  test('it refuses the message after it has read it: that is a refusal, and not unknown', async () => {
    const { port } = await mailServer({ afterMessage: () => refusal(451, 'disk full') });
    expect(await send(port)).toMatchObject({ kind: 'failed', again: true });
  });

  test('the connection is cut while it has the message: nobody can tell, and that is said', async () => {
    const { port, arrived } = await mailServer({
      afterMessage: ({ cut }) => {
        cut();
        return undefined;
      },
    });
    expect(await send(port)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('while the server had the message'),
    });
    expect(arrived).toHaveLength(1);
  });

  test('it says nothing more: the sender gives up in its time', async () => {
    const { port } = await mailServer({ onMailFrom: () => undefined });
    const wire = smtpServer({ url: `smtp://127.0.0.1:${port}` });
    expect(await wire.send(mail, AbortSignal.timeout(300))).toMatchObject({ kind: 'failed', again: true });
    expect(await wire.send(mail, AbortSignal.abort())).toMatchObject({ kind: 'failed', again: true });
  });

  test('it says nothing more after it was told who sends, or hangs up: both end', async () => {
    let hangUp = false;
    const login = { authOptional: false, allowInsecureAuth: true } as const;
    const { port, cut } = await mailServer({ ...login, onAuth: () => (hangUp ? cut() : undefined) });
    const wire = smtpServer({ url: `smtp://status:secret@127.0.0.1:${port}` });
    expect(await wire.send(mail, AbortSignal.timeout(300))).toMatchObject({ kind: 'failed', again: true });
    hangUp = true;
    expect(await wire.send(mail, patience())).toMatchObject({ kind: 'failed', again: true });
  });

  test('a file of authorities that is not there is told, and nothing was sent', async () => {
    expect(await send(1, { caFile: '/nowhere/ca.pem' })).toMatchObject({ kind: 'failed', why: expect.any(String) });
  });
});

test('TLS is checked: an authority that nobody named is refused, a named one is trusted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-mail-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  const { port } = await mailServer({ secure: true, key: readFileSync(key), cert: readFileSync(cert) });
  expect(await send(port, { scheme: 'smtps' })).toMatchObject({ kind: 'failed', again: true });
  expect(await send(port, { scheme: 'smtps', caFile: cert })).toMatchObject({ kind: 'arrived' });
});
