import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import { dana, type Heard, ops, sam, startTinyApp, tinyWorkspace } from './tiny-app.ts';

let slack: LocalSlack;
let heard: Heard;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  slack = await startLocalSlack({ workspace: tinyWorkspace, timing: { ackMs: 400, eventRetriesMs: [20, 40] } });
  ({ heard, stop } = await startTinyApp(slack));
  await slack.waitForBot();
});
afterAll(async () => {
  await stop();
  await slack.close();
});
beforeEach(async () => {
  await slack.faults.clear();
  await slack.faults.messageBurst(0);
  heard.actions.length = 0;
  heard.events.length = 0;
  heard.submissions.length = 0;
});

describe('commands', () => {
  test('a command is acknowledged, answered to its author alone, and posted for all', async () => {
    const result = await slack.as(sam).command(ops, '/order', 'soup');
    expect(result.outcome).toBe('acked');
    const answer = await slack.waitForEphemeral(sam, 'You ordered soup');
    expect(answer.channel).toBe(ops);
    await slack.waitForMessage(ops, '*Order*: soup');
    expect(await slack.ephemerals(dana)).toEqual([]);
  });

  test('names are escaped when the manifest asks for it, and special characters always', async () => {
    await slack.as(sam).command(ops, '/order', 'tea & <!channel> for @dana');
    await slack.waitForMessage(ops, `tea &amp; &lt;!channel&gt; for <@${dana}|dana>`);
  });

  test('a command that the app does not have is refused by Slack itself', async () => {
    expect((await slack.as(sam).command(ops, '/nothing')).outcome).toBe('not-sent');
    await slack.waitForEphemeral(sam, 'is not a valid command');
  });

  test('a command that is not acknowledged in time fails in front of its author', async () => {
    expect((await slack.as(sam).command(ops, '/silent')).outcome).toBe('timeout');
    await slack.waitForEphemeral(sam, '/silent failed with the error "operation_timeout"');
  });
});

describe('clicks', () => {
  test('a button sends its value, and the app may answer by the response_url', async () => {
    await slack.as(sam).command(ops, '/order', 'bread');
    const message = await slack.waitForMessage(ops, '*Order*: bread');
    await slack.as(dana).click(message, 'approve');
    await slack.waitForEphemeral(dana, `Thanks, ${dana}`);
    expect(heard.actions).toEqual([{ user: dana, value: '1', ephemeral: false }]);
  });

  test('a forged value and a button that is long gone both reach the app', async () => {
    await slack.as(sam).command(ops, '/order', 'forged');
    const message = await slack.waitForMessage(ops, '*Order*: forged');
    await slack.as(sam).click(message, 'approve', { value: '999' });
    await slack.as(sam).click({ ...message, blocks: [] }, 'approve', { value: 'old' });
    expect(heard.actions.map((action) => action.value)).toEqual(['999', 'old']);
  });

  test('an unacknowledged click tells the person who clicked', async () => {
    await slack.as(sam).command(ops, '/order', 'cake');
    const message = await slack.waitForMessage(ops, '*Order*: cake');
    await slack.faults.dropAcks(1);
    expect((await slack.as(sam).click(message, 'approve')).outcome).toBe('ack-dropped');
    await slack.waitForNotice(sam, 'didn’t respond');
  });
});

describe('forms', () => {
  test('a form opens, is filled in, corrected and submitted', async () => {
    await slack.as(sam).command(ops, '/form');
    const view = await slack.waitForView(sam, 'Ready');
    const missing = await slack.as(sam).submit(view);
    expect(missing.errors).toEqual({ what: 'Please complete this required field.' });
    expect((await slack.as(sam).submit(view, { What: 'bad' })).errors).toEqual({ what: 'Not that.' });
    await slack.as(sam).submit(view, { what: 'good', size: 'large' });
    await slack.waitForNoView(sam);
    expect(heard.submissions).toMatchObject([
      { what: { text: { value: 'good' } }, size: { size: { selected_option: { value: 'large' } } } },
    ]);
  });

  test('an answer may stack another form, and closing it is told to the app', async () => {
    await slack.as(sam).command(ops, '/form');
    await slack.as(sam).submit(await slack.waitForView(sam, 'Ready'), { what: 'more' });
    const upper = await slack.waitForView(sam, 'More');
    const before = heard.closed;
    await slack.as(sam).close(upper, { clear: true });
    await slack.waitForNoView(sam);
    expect(heard.closed).toBe(before + 1);
  });
});

describe('events', () => {
  test('a mention and a reaction reach the app', async () => {
    const said = await slack.as(sam).say(ops, `hello <@${slack.scene.app.botUserId}>`);
    const message = await slack.waitForMessage(ops, (each) => each.ts === said.ts);
    await slack.as(dana).react(message, 'eyes');
    expect(heard.events.map((event) => event.type)).toEqual(expect.arrayContaining(['app_mention', 'message', 'eyes']));
  });

  test('the Home tab is published for the person who opened it', async () => {
    await slack.as(dana).openHome();
    expect(visibleText(await slack.waitForHome(dana, 'At home'))).toContain('At home');
  });

  test('a message shortcut carries its message', async () => {
    const said = await slack.as(sam).say(ops, 'remember this');
    const message = await slack.waitForMessage(ops, (each) => each.ts === said.ts);
    await slack.as(dana).shortcut('note', message);
    await slack.waitForEphemeral(dana, `Noted ${message.ts}`);
  });

  test('an event whose acknowledgement is lost is delivered again', async () => {
    await slack.faults.dropAcks(1);
    await slack.as(sam).say(ops, `again <@${slack.scene.app.botUserId}>`);
    await expect.poll(() => heard.events.length).toBeGreaterThanOrEqual(3);
  });
});

describe('what can go wrong', () => {
  test('a duplicated click is delivered twice', async () => {
    await slack.as(sam).command(ops, '/order', 'twice');
    const message = await slack.waitForMessage(ops, '*Order*: twice');
    await slack.faults.duplicate(1);
    await slack.as(sam).click(message, 'approve');
    await expect.poll(() => heard.actions.length).toBe(2);
  });

  test('the bot comes back after its connection is cut, and after it is asked to reconnect', async () => {
    expect(await slack.faults.loseSocket()).toBe(1);
    await slack.waitForBot(false);
    await slack.waitForBot(true);
    await slack.faults.refreshSockets();
    await slack.waitForBot(false);
    await slack.waitForBot(true);
    expect((await slack.as(sam).command(ops, '/order', 'later')).outcome).toBe('acked');
  });

  test('without a connection the author is told that the command failed', async () => {
    await slack.faults.outage('unavailable');
    expect((await slack.as(sam).command(ops, '/order', 'lost')).outcome).toBe('not-connected');
    await slack.waitForEphemeral(sam, '/order failed with the error "dispatch_failed"');
  });
});
