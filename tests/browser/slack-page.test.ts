import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../demo/slack/client.ts';
import { dana, type Heard, ops, sam, startTinyApp, tinyWorkspace } from '../demo/slack/tiny-app.ts';

let slack: LocalSlack;
let heard: Heard;
let stop: () => Promise<unknown>;
let browser: Browser;
let page: Page;
const faults: string[] = [];

const panel = {
  title: 'Demo',
  description: 'What can be set off here.',
  status: [{ label: 'prompts API', value: '200 OK, 41 ms', level: 'good' as const }],
  buttons: [{ id: 'break', label: 'Run the bad migration', description: 'Drops a column', enabled: true }],
};

beforeAll(async () => {
  slack = await startLocalSlack({ workspace: tinyWorkspace, timing: { ackMs: 600 }, panel });
  ({ heard, stop } = await startTinyApp(slack));
  await slack.waitForBot();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(slack.url);
});
afterAll(async () => {
  await browser.close();
  await stop();
  await slack.close();
});

const composer = () => page.getByRole('textbox', { name: 'Message #promptrefine-ops' });

async function actAs(name: string): Promise<void> {
  await page.getByRole('button', { name: /^Acting as/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await page.getByRole('button', { name: `Acting as ${name}` }).waitFor();
}

describe('commands, clicks and forms', () => {
  test('a command is completed, sent, answered to its author and shown to all', async () => {
    await composer().fill('/or');
    await page.getByRole('option', { name: /\/order/ }).waitFor();
    await page.keyboard.press('Tab');
    await composer().pressSequentially('soup');
    await page.keyboard.press('Enter');
    await page.getByText('You ordered soup').waitFor();
    await page.getByText('Only visible to you').waitFor();
    await page.getByText('Order: soup').waitFor();
  });

  test('another person sees the message and not the ephemeral, and their click counts as theirs', async () => {
    await actAs('Dana Kim');
    expect(await page.getByText('You ordered soup').count()).toBe(0);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Thanks,').waitFor();
    expect(heard.actions).toEqual([{ user: dana, value: '1', ephemeral: false }]);
  });

  test('a form is filled in, shows what is wrong and closes when it is right', async () => {
    await actAs('Sam Rivera');
    await composer().fill('/form');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Ready' });
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('Please complete this required field.').waitFor();
    await form.getByRole('textbox', { name: 'What' }).fill('bad');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('Not that.').waitFor();
    await form.getByRole('textbox', { name: 'What' }).fill('good');
    await form.getByRole('combobox', { name: 'Size' }).selectOption('large');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'detached' });
    expect(heard.submissions).toMatchObject([{ what: { text: { value: 'good' } } }]);
  });

  test('a click that is never acknowledged is told at the message', async () => {
    await slack.faults.dropAcks(1);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Tiny didn’t respond. Try again.').waitFor();
  });
});

describe('conversations and the frame around them', () => {
  test('a thread opens beside the channel and takes replies', async () => {
    const { ts = '' } = await slack.as(sam).say(ops, 'a question');
    await page.locator(`[data-ts="${ts}"]`).hover();
    await page.locator(`[data-ts="${ts}"]`).getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('textbox').fill('an answer for @dana');
    await page.keyboard.press('Enter');
    await thread.getByText('an answer for').waitFor();
    expect((await slack.thread(ops, ts)).map((each) => each.text)).toEqual(['a question', `an answer for <@${dana}>`]);
    await page.getByText('1 reply').first().waitFor();
    await thread.getByRole('button', { name: 'Close thread' }).click();
  });

  test('what people write is shown as text, whatever it looks like', async () => {
    await composer().fill('<img src=x onerror=alert(1)> *bold* <!channel>');
    await page.keyboard.press('Enter');
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.getByText('@channel').count()).toBe(0);
  });

  test('the Home tab shows what the app publishes', async () => {
    await page.getByRole('navigation', { name: 'Workspace' }).getByRole('link', { name: 'Tiny' }).click();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('At home').waitFor();
  });

  test('the panel reports to the host that shows it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    slack.onPanel('break', resolve);
    await page.getByText('200 OK, 41 ms').waitFor();
    await page.getByRole('button', { name: 'Run the bad migration' }).click();
    await promise;
  });

  test('on a phone nothing is wider than the screen, and channels are behind a button', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Show channels' }).click();
    await page.getByRole('link', { name: 'general' }).click();
    await page.getByRole('textbox', { name: 'Message #general' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  test('nothing went wrong in the page meanwhile', () => expect(faults).toEqual([]));
});
