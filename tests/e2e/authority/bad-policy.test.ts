import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { cto, lead, onCall, passerBy } from '../../support/incident-builder.ts';
import { botProcess, serviceNamed } from './bot-process.ts';
import { officeWorkspace, ops } from './office.ts';
import { anotherService, openDeciding } from './scenes.ts';

const database = freshDatabase();
let slack: LocalSlack;
beforeAll(async () => {
  slack = await startLocalSlack({ workspace: officeWorkspace() });
});
afterAll(() => slack.close());

const standIn = (roles: object) => ({ authority: { roles } });

/** The bot as `npm start` runs it: how it ended, and what it said last. */
async function startWith(service: Record<string, unknown>) {
  const bot = botProcess({ slack, storeUrl: database.url, services: [service] }).start();
  const { code } = await bot.ended;
  return { code, log: bot.log() };
}

describe('the bot does not start', () => {
  test.each<[string, object, RegExp]>([
    [
      'nobody could decide',
      { ...standIn({ 'on-call': [onCall] }) },
      /Nobody could decide on a rollback of PromptRefine|authority\.roles/,
    ],
    [
      'the lead and the on-call engineer are one person',
      standIn({ 'team-lead': [lead], 'on-call': [lead], cto: [cto] }),
      /would stand in for themselves|single-operator/,
    ],
    [
      'a role names somebody whom the workspace does not know',
      standIn({ 'team-lead': [lead], cto: ['U0GHOST'], 'on-call': [onCall] }),
      /U0GHOST, named as CTO of PromptRefine, is not known to this workspace/,
    ],
    ['the window is zero', { window: { length: '0s' } }, /a window of zero lets nobody decide/],
  ])('where %s, and says so', async (_, more, reason) => {
    const { code, log } = await startWith(serviceNamed('refused', more));
    expect(log).toMatch(reason);
    expect(log).toContain('→ ');
    expect(code).toBe(1);
  });
});

test('while an incident of the service is live the bot starts with bad people, and tells the channel', async () => {
  const service = anotherService();
  const store = await openStore({ databaseUrl: database.url });
  await openDeciding(store.entries, { service });
  await store.close();
  const people = standIn({ 'team-lead': [passerBy], 'on-call': [onCall], cto: ['U0GHOST'] });
  const replicas = botProcess({ slack, storeUrl: database.url, services: [serviceNamed(service.name, people)] });
  const [one, other] = [replicas.start(), replicas.start()];
  try {
    const warned = await slack.waitForMessage(ops, 'need a look', { timeoutMs: 60_000 }).catch((error) => {
      throw new Error(`no warning; the bots said ${one.log()}${other.log()}`, { cause: error });
    });
    expect(visibleText(warned)).toMatch(/U0GHOST, named as CTO of PromptRefine, is not known to this workspace/);
    await slack.waitForBot(true, { timeoutMs: 60_000 });
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
  const again = replicas.start();
  await slack.waitForBot(true, { timeoutMs: 60_000 });
  await again.stop();
  const warnings = (await slack.history(ops)).filter((message) => visibleText(message).includes('need a look'));
  expect(warnings, 'two bots and a restart warn once').toHaveLength(1);
});
