import { describe, expect, onTestFinished, test } from 'vitest';
import { startMailServer } from '../../../demo/surroundings/mail-server.ts';
import { smtpServer } from '../../../src/adapters/mail/smtp.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { dueDispatches, waitAfter } from '../../../src/plan/aftercare/dispatches.ts';
import { carryOut } from '../../../src/services/aftercare/carry-out.ts';
import { mailRoad } from '../../../src/services/aftercare/mail-road.ts';
import { approveMail, draftMail, previewMail } from '../../../src/services/aftercare/user-mail.ts';
import { mailServer } from '../../adapters/mail/mail-world.ts';
import { closedJournal, id } from './closed-journal.ts';

const from = 'status@shop.example.com';
const people = (count: number) => Array.from({ length: count }, (_, at) => `user${at}@example.com`);

/** A closed incident whose service mails its users through a real mail server. */
async function mailing<Server extends { readonly port: number }>(addresses: string[], server: Server) {
  const journal = await closedJournal();
  const service = {
    ...journal.service,
    mail: ServicePolicy.shape.mail.parse({ smtp_url_env: 'SMTP_URL', from, to: [from] }),
  };
  const list = async () => addresses;
  const house = { ...journal.replica(), services: [service], mailListOf: () => list };
  const road = mailRoad({ server: smtpServer({ url: `smtp://127.0.0.1:${server.port}` }), list, from });
  const due = async () =>
    dueDispatches(await journal.incident(), service, journal.memory.now()).filter((name) => name.startsWith('mail/'));
  const sendDue = async () => {
    for (const name of await due()) await carryOut({ house, holder: 'a' }, id, name, road);
  };
  await draftMail(house, journal.asking('draft'), { incident: id, subject: 'What\nhappened', text: 'It works again.' });
  const preview = async () => {
    const verdict = await previewMail(house, { incident: id, number: 1 });
    if (verdict.kind === 'refused') throw new Error(JSON.stringify(verdict.reasons));
    return verdict.value;
  };
  const approve = async (once: string) => {
    const { recipients, digest } = await preview();
    return approveMail(house, journal.asking(once), { incident: id, number: 1, recipients, digest });
  };
  return { ...journal, ...server, house, due, sendDue, preview, approve };
}

describe('users are told by mail (S10)', () => {
  test('a draft goes nowhere; confirmed, it goes out once, however often it is looked for', async () => {
    const { due, sendDue, preview, approve, arrived, incident } = await mailing(people(2), await mailServer());
    expect(await due()).toEqual([]);
    expect(await preview()).toMatchObject({ from, recipients: 2, mail: { subject: 'What happened' } });
    expect((await approve('yes')).kind).toBe('granted');
    await sendDue();
    await sendDue();
    expect(arrived.map(({ to }) => to)).toEqual([people(2)]);
    expect((await incident()).dispatches['mail/1/1']?.where).toContain('2 of 2 recipients');
  });

  test('the first confirmation wins, and the second is told so', async () => {
    const { preview, approve, house, asking } = await mailing(people(1), await mailServer());
    const { recipients, digest } = await preview();
    await approve('first');
    const again = await approveMail(house, asking('second'), { incident: id, number: 1, recipients, digest });
    expect(again).toMatchObject({ reasons: [{ code: 'already-decided' }] });
  });

  test('a list that has changed since it was confirmed gets nothing', async () => {
    const addresses = people(2);
    const { approve, sendDue, arrived, incident } = await mailing(addresses, await mailServer());
    await approve('yes');
    addresses.push('new@example.com');
    await sendDue();
    expect(arrived).toEqual([]);
    expect((await incident()).dispatches['mail/1/1']).toMatchObject({
      standing: 'failed',
      againAt: null,
      why: expect.stringContaining('has changed since'),
    });
  });

  test('120 users are told in three messages, each of them once', async () => {
    const { approve, sendDue, arrived } = await mailing(people(120), await mailServer());
    await approve('yes');
    await sendDue();
    expect(arrived.map(({ to }) => to.length)).toEqual([50, 50, 20]);
    expect(new Set(arrived.flatMap(({ to }) => to)).size).toBe(120);
    expect(new Set(arrived.map(({ mail }) => mail.messageId)).size).toBe(3);
  });

  test('an empty list is refused', async () => {
    expect(await (await mailing([], await mailServer())).approve('yes')).toMatchObject({
      reasons: [{ code: 'bad-input' }],
    });
  });
});

describe('when the mail server is away (S10)', () => {
  test('the mail is tried again by itself, and everybody is told once when it is back', async () => {
    const server = await startMailServer();
    onTestFinished(() => server.close());
    const { approve, sendDue, due, incident, memory, down, up, arrived } = await mailing(people(2), server);
    await approve('yes');
    await down();
    await sendDue();
    expect((await incident()).dispatches['mail/1/1']).toMatchObject({
      standing: 'failed',
      againAt: expect.any(String),
      why: 'the mail server could not be reached (ESOCKET)',
    });
    await up();
    expect(await due(), 'it has a moment to come back').toEqual([]);
    memory.advance(waitAfter(1) ?? 0);
    await sendDue();
    await sendDue();
    expect(arrived.map(({ to }) => to)).toEqual([people(2)]);
    expect((await incident()).dispatches['mail/1/1']).toMatchObject({ standing: 'done', attempts: 2 });
  });
});
