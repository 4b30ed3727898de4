import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showPanel } from '../../demo/host/panel/show-panel.ts';
import { startWorld, type World } from '../../demo/host/world.ts';
import { closeIncident, declare, pressApprove, runBadMigration, typeName } from '../../demo/visitor/acts.ts';
import { openBrowser } from '../../demo/visitor/open-browser.ts';
import { type Visitor, visit } from '../../demo/visitor/visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'recourse-story-'));
const faults: string[] = [];
let world: World;
let stopPanel: () => void;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  world = await startWorld({ folder, rows: 0.02 });
  stopPanel = await showPanel(world);
  browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  visitor = await visit(page, world.slack.url);
});
afterAll(async () => {
  await browser?.close();
  stopPanel?.();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const status = (label: string) => visitor.panel().locator('.status').filter({ hasText: label });
const titled = (text: string) => visitor.page.getByRole('dialog').filter({ hasText: text });

describe('a migration destroys data', () => {
  test('the panel begins with a backup, takes it as Sam and goes on to the migration', async () => {
    await visitor.stepNow('Take a backup').waitFor();
    await visitor.panel().getByRole('button', { name: 'Take a backup' }).click();
    await visitor.message('The backup of PromptRefine is finished.').waitFor();
    await visitor.stepNow('Run the bad migration').waitFor();
  });

  test('the bad migration turns the status red, and the panel says to declare', async () => {
    await runBadMigration(visitor);
    await status('GET /api/prompts').getByText('500').waitFor();
    await status('Requests')
      .getByText(/[1-9]\d* failed a second/)
      .waitFor();
  });

  test('a declaration has one headline, which comes to a plan with measured numbers', async () => {
    await declare(visitor, 'GET /api/prompts answers 500 since the release.');
    await visitor.stepNow('Watch the card fill').or(visitor.stepNow('Approve as the team lead')).waitFor();
    const headline = visitor.headline('INC-1', 'roll PromptRefine (production) back?');
    await headline.getByText(/It brings back [1-9][\d,]* deleted rows/).waitFor();
    await headline.getByText('May decide now: Dana Kim (team lead)').waitFor();
  });

  test('the card in the thread has the steps that were done and those that wait', async () => {
    const thread = await visitor.openThread();
    await thread.getByText('Done and checked before the vote').waitFor();
    await thread.getByText('Steps that wait for approval').waitFor();
    await visitor.closeThread();
  });
});

describe('somebody decides', () => {
  test('who has no role is told so, and who may', async () => {
    await visitor.actAs('Robin Berg');
    await pressApprove(visitor, 'INC-1');
    await titled('You may not decide this').getByText('Dana Kim').waitFor();
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('the panel makes the visitor the team lead, whose slip in the name is told at the field', async () => {
    await visitor.panel().getByRole('button', { name: 'Act as Dana Kim' }).click();
    await pressApprove(visitor, 'INC-1');
    await typeName(visitor, 'promptrefin');
    await visitor
      .form(/^Approve rollback/)
      .getByRole('alert')
      .waitFor();
  });

  test('approved, then killed in the middle, the bot carries on until the service is back', async () => {
    await typeName(visitor, 'promptrefine');
    await visitor.headline('INC-1', 'rolling PromptRefine (production) back').getByText('Rolling back:').waitFor();
    await visitor.panel().getByRole('button', { name: 'Kill the bot' }).click();
    await status('Recourse').getByText('killed once').waitFor();
    await visitor
      .headline('INC-1', 'is back')
      .getByText(/Brought back: [1-9][\d,]* rows/)
      .waitFor();
    await status('GET /api/prompts').getByText('200').waitFor();
  });
});

describe('afterwards', () => {
  test.each([
    ['/incident timeline', 'approved the rollback'],
    ['/incident status', 'is back'],
    ['/rollback', 'INC-1'],
    ['/backup list', 'Backups of PromptRefine'],
    ['/incident note Users were told at noon.', 'INC-1'],
  ])('%s answers whoever asked', async (command, says) => {
    await visitor.actAs('Sam Rivera');
    const private_ = visitor.page.locator('.message-ephemeral');
    const before = await private_.count();
    await visitor.send(command);
    await private_.nth(before).filter({ hasText: says }).waitFor();
  });

  test('a note stands in the thread with its author', async () => {
    const thread = await visitor.openThread();
    await thread.getByText('Users were told at noon.').waitFor();
    await visitor.closeThread();
  });

  test('closed, the panel offers another round, which brings the data back again', async () => {
    await closeIncident(visitor, 'INC-1', 'The migration deleted by a wrong condition.');
    await visitor.panel().getByText('Once more?').waitFor();
    await runBadMigration(visitor);
    await declare(visitor, 'The same again.');
    await visitor.actAs('Alex Osei');
    await pressApprove(visitor, 'INC-2');
    await typeName(visitor, 'promptrefine');
    await visitor.headline('INC-2', 'is back').waitFor();
    await status('GET /api/prompts').getByText('200').waitFor();
  });
});

describe('the page throughout', () => {
  test('by keyboard alone one becomes somebody else, and a form opens at its first field', async () => {
    const { keyboard } = visitor.page;
    await visitor.page.getByRole('button', { name: /^Acting as/ }).focus();
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await visitor.page.getByRole('button', { name: 'Acting as Sam Rivera' }).waitFor();
    await visitor.send('/incident declare');
    await visitor.page.locator('dialog .dialog-body :focus').waitFor();
    await keyboard.press('Escape');
    await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('who was away sees what is new, and that they were called', async () => {
    await visitor.page.getByRole('link', { name: 'general' }).click();
    await world.slack.as('U0DANA').say('C0OPS', 'Well done, <@U0SAM>.');
    const channel = visitor.page.getByRole('navigation').getByRole('link', { name: /promptrefine-ops/ });
    await channel.locator('.badge').waitFor();
    await channel.click();
    await channel.locator('.badge').waitFor({ state: 'detached' });
  });

  test('every button, link and field has a name', async () => {
    for (const role of ['button', 'link', 'textbox'] as const) {
      const all = await visitor.page.getByRole(role).count();
      const named = await visitor.page.getByRole(role, { name: /\S/ }).count();
      expect({ role, named }).toEqual({ role, named: all });
    }
  });

  test('on a phone nothing is wider than the screen', async () => {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    expect(await visitor.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  test('nothing went wrong in it', () => expect(faults).toEqual([]));
});
