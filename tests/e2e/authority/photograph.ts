// The pictures of docs/authority.md, made anew from the running product: npx node tests/e2e/authority/photograph.ts
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startWorld } from '../../../demo/host/world.ts';
import { demoChannels, demoPeople } from '../../../demo/slack/preset.ts';
import { approve, declareIncident, takeBackup, waitForCard, waitForRecovery } from '../../../demo/stories/acts.ts';
import { openBrowser } from '../../../demo/visitor/open-browser.ts';
import { visit } from '../../../demo/visitor/visitor.ts';

const images = join(import.meta.dirname, '..', '..', '..', 'docs', 'images');
const seen = 'GET /api/prompts answers 500 since the release of 0007; prompt versions and test runs are missing.';

const folder = mkdtempSync(join(tmpdir(), 'recourse-photograph-'));
const world = await startWorld({ folder, rows: 0.05, adapt: quickly });
const browser = await openBrowser();
try {
  mkdirSync(images, { recursive: true });
  await takeBackup(world);
  await world.service.runBadMigration();
  await declareIncident(world, { seen, errorOutput: '', correlationIds: '' });
  await waitForCard(world);
  await world.slack.waitForMessage(demoChannels.operations.id, /May decide now[\s\S]*because the team lead did not/, {
    timeoutMs: 120_000,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const visitor = await visit(page, world.slack.url);
  const thread = await visitor.openThread();
  await thread.getByText('Attempts to reach the team lead').last().waitFor();
  await widen(page);
  // Tall enough for the whole card, which is then cut out.
  await page.setViewportSize({ width: 1280, height: 2_600 });
  await save(
    thread.getByRole('article').filter({ hasText: 'Attempts to reach the team lead' }).last(),
    'authority-card',
  );
  await page.setViewportSize({ width: 1280, height: 900 });
  await approve(world, demoPeople.onCall.id, await waitForCard(world));
  await waitForRecovery(world, 'INC-1');
  await thread.getByText('Why they could decide').last().waitFor();
  await thread.getByText('Recovered.').last().waitFor();
  await save(page, 'authority-timeline');
} finally {
  await browser.close();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The ladder moves in seconds instead of minutes. */
function quickly(policy: Record<string, unknown>): Record<string, unknown> {
  const contact = [
    { by: 'direct-message', wait: '3s' },
    { by: 'mention', wait: '3s' },
  ];
  return {
    ...policy,
    authority: { ...(policy['authority'] as object), contact },
    watch: { for: '1s', every: '500ms' },
  };
}

async function widen(page: Page): Promise<void> {
  const columns = 'minmax(0, 1fr) 700px';
  await page
    .locator('main')
    .evaluate((main, wanted) => main.style.setProperty('grid-template-columns', wanted), columns);
}

async function save(what: Page | Locator, name: string): Promise<void> {
  await what.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  process.stdout.write(`docs/images/${name}.png\n`);
}
