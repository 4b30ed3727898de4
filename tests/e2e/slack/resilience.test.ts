import { afterEach, describe, expect, test } from 'vitest';
import { granted } from '../../../src/domain/verdict.ts';
import { type Bot, dana, ops, robin, sam, startBot, undecided } from './bot.ts';

const started: Bot[] = [];
async function start(mode: 'socket' | 'http'): Promise<Bot> {
  const bot = await startBot(mode);
  started.push(bot);
  await bot.slack.faults.messageBurst(0);
  await bot.slack.faults.tiers(false);
  undecided(bot.useCases);
  return bot;
}
afterEach(() => Promise.all(started.splice(0).map((bot) => bot.close())));

/** Work that lasts until the test lets it end. */
function held(bot: Bot) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { incident } = undecided(bot.useCases).facts;
  bot.useCases.answers.set('addNote', async () => {
    await promise;
    return granted(incident);
  });
  return resolve;
}

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  test('requests are acknowledged while all the work behind them stands still', async () => {
    const bot = await start(mode);
    const letGo = held(bot);
    const many = Array.from({ length: 50 }, (_, at) =>
      bot.slack.as(sam.id).command(ops, '/incident', `note number ${at}`),
    );
    expect((await Promise.all(many)).every((act) => act.outcome === 'acked')).toBe(true);
    const waits = (await bot.slack.deliveries()).map(
      ({ sentAt, ackedAt = Number.POSITIVE_INFINITY }) => ackedAt - sentAt,
    );
    expect(Math.max(...waits)).toBeLessThan(3_000);
    expect(bot.app.inFlight.count()).toBe(50);
    letGo();
    expect(await bot.app.inFlight.settled(10_000)).toBe(0);
    expect(bot.useCases.asked).toHaveLength(50);
  });

  test('an ending takes no more requests and waits for the work that runs', async () => {
    const bot = await start(mode);
    const letGo = held(bot);
    await bot.slack.as(sam.id).command(ops, '/incident', 'note before the end');
    const ended = bot.app.drain(10_000);
    expect(await Promise.race([ended, Promise.resolve('still running')])).toBe('still running');
    letGo();
    expect(await ended).toBe(0);
  });

  test('an ending does not wait for ever', async () => {
    const bot = await start(mode);
    const letGo = held(bot);
    await bot.slack.as(sam.id).command(ops, '/incident', 'note that hangs');
    expect(await bot.app.drain(50)).toBe(1);
    letGo();
  });

  test('a lost acknowledgement makes the person press again, and both are answered', async () => {
    const bot = await start(mode);
    await bot.slack.faults.dropAcks(1);
    await bot.slack.as(sam.id).command(ops, '/incident', 'note once more');
    await bot.slack.as(sam.id).command(ops, '/incident', 'note once more');
    await bot.slack.waitForEphemeral(sam.id, 'Your note is in the timeline of INC-7');
    await bot.app.inFlight.settled(5_000);
    expect(bot.useCases.asked).toHaveLength(2); // two requests of Slack's: only the person knows that they mean the same
  });

  test.each<[string, (bot: Bot) => Promise<unknown>]>([
    [
      'is rate-limited',
      (bot) => bot.slack.faults.rateLimit({ method: 'chat.postEphemeral', calls: 20, retryAfterSeconds: 30 }),
    ],
    [
      'refuses the channel',
      (bot) => bot.slack.faults.fail({ method: 'chat.postEphemeral', calls: 20, code: 'channel_not_found' }),
    ],
  ])('an answer finds another way where Slack %s', async (_, breakIt) => {
    const bot = await start(mode);
    await breakIt(bot);
    await bot.slack.as(robin.id).command(ops, '/rollback', 'who');
    await bot.slack.waitForEphemeral(robin.id, 'Who may decide on a rollback');
  });
});

test.each<[string, (bot: Bot) => Promise<unknown>]>([
  ['was lost', (bot) => bot.slack.faults.loseSocket()],
  ['was refreshed by Slack', (bot) => bot.slack.faults.refreshSockets()],
])('a socket that %s is opened again by itself, and people are heard', async (_, end) => {
  const bot = await start('socket');
  await end(bot);
  const opened = async () => (await bot.slack.calls('apps.connections.open')).length;
  await expect.poll(opened, { timeout: 30_000 }).toBe(2);
  await expect.poll(() => bot.app.isConnected(), { timeout: 30_000 }).toBe(true);
  await bot.slack.waitForBot();
  await bot.slack.as(dana.id).command(ops, '/rollback', 'help');
  await bot.slack.waitForEphemeral(dana.id, '/rollback who [service]');
});

test('an outage of Slack is sat out, and people are heard after it', async () => {
  const bot = await start('socket');
  await bot.slack.faults.outage('refused');
  await bot.slack.waitForBot(false, { timeoutMs: 30_000 });
  await expect
    .poll(() => bot.logged.filter(({ message }) => message.includes('it is tried again')).length)
    .toBeGreaterThan(1);
  await bot.slack.faults.outage('none');
  await bot.slack.waitForBot(true, { timeoutMs: 30_000 });
  await bot.slack.as(dana.id).command(ops, '/rollback', 'help');
  await bot.slack.waitForEphemeral(dana.id, '/rollback who [service]');
});

test('a request that Slack did not sign is not heard', async () => {
  const bot = await start('http');
  await bot.slack.as(dana.id).command(ops, '/rollback', 'help');
  const port = bot.port ?? 0;
  const body = new URLSearchParams({
    command: '/incident',
    text: 'note forged',
    user_id: dana.id,
    channel_id: ops,
    trigger_id: 'x',
  });
  const headers = {
    'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-slack-signature': `v0=${'0'.repeat(64)}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
  expect(answer.status).toBe(401);
  expect(bot.useCases.asked).toEqual([]);
});
