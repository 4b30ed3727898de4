import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showPanel } from '../../demo/host/panel/show-panel.ts';
import { startWorldOf, type World } from '../../demo/host/world.ts';
import { storefront } from '../../demo/storefront/example.ts';
import type { Storefront } from '../../demo/storefront/start.ts';
import { approvePlainly, closeIncident, declare, pressApprove, setOff } from '../../demo/visitor/acts.ts';
import { openBrowser } from '../../demo/visitor/open-browser.ts';
import { type Visitor, visit } from '../../demo/visitor/visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'recourse-storefront-'));
let world: World<Storefront>;
let stopPanel: () => void;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  world = await startWorldOf(storefront, { folder, rows: 0.02 });
  stopPanel = await showPanel(world, 'bad-deploy');
  browser = await openBrowser();
  visitor = await visit(await browser.newPage({ viewport: { width: 1280, height: 900 } }), world.slack.url, storefront);
});
afterAll(async () => {
  await browser?.close();
  stopPanel?.();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const status = (label: string) => visitor.panel().locator('.status').filter({ hasText: label });

test('a push breaks the page, and the panel shows both commits that must not stay', async () => {
  await setOff(visitor, 'Push the bad commit');
  await status('The page').getByText('502').waitFor();
  const bad = world.service.repository.commits.totals.slice(0, 7);
  for (const part of ['API on Render', 'Web on Vercel']) await status(part).getByText(bad).waitFor();
});

test('the card proposes the code of both before the database, with the reasons for the commit (R3, R4, R5)', async () => {
  await visitor.actAs('Sam Rivera');
  await declare(visitor, 'The page is not available since the push.', ['A critical function is broken']);
  await visitor.stepNow('Approve as the on-call engineer').waitFor();
  const thread = await visitor.openThread();
  await thread
    .getByText(/rolls the code back before the database \(R5\)/)
    .first()
    .waitFor();
  await thread
    .getByText(/storefront-api ran it well: dep-/)
    .first()
    .waitFor();
  await thread
    .getByText(/storefront-web goes back too: contract\/orders\.json differs/)
    .first()
    .waitFor();
  await visitor.closeThread();
});

test('on-call is empowered: approves, and both serve the good commit again (R2, P5)', async () => {
  await pressApprove(visitor, 'INC-1');
  await approvePlainly(visitor);
  await visitor.headline('INC-1', 'is back').waitFor();
  const good = world.service.repository.commits.good.slice(0, 7);
  for (const part of ['API on Render', 'Web on Vercel']) await status(part).getByText(good).waitFor();
  await status('The page').getByText('200').waitFor();
});

test('closing asks what becomes of auto-deploy, and both deploy by themselves again', async () => {
  await closeIncident(visitor, 'INC-1', 'Customers without a country have no currency.');
  const { service, project } = world.service.platforms;
  expect([service.autoDeployTrigger, project.autoAssignCustomDomains]).toEqual(['commit', true]);
  await visitor.panel().getByText('Once more?').waitFor();
});
