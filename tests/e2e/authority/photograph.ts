// The pictures of docs/authority.md, made anew from the running product: npx node tests/e2e/authority/photograph.ts
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
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
  await thread.getByRole('log').evaluate(scrollTo('May decide now'));
  await save(page, 'authority-card');
  await approve(world, demoPeople.onCall.id, await waitForCard(world));
  await waitForRecovery(world, 'INC-1');
  await thread.getByText('Why they could decide').waitFor();
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

/** Runs in the page: brings the last place with this text to the top, and resolves when the list has noticed. */
function scrollTo(text: string): string {
  return `(list) => new Promise((resolve) => {
    const holds = (each) => each.childElementCount === 0 && each.textContent.includes(${JSON.stringify(text)});
    const place = [...list.querySelectorAll('*')].filter(holds).at(-1);
    list.addEventListener('scroll', () => resolve(), { once: true });
    list.scrollTop += place.getBoundingClientRect().top - list.getBoundingClientRect().top - 60;
  })`;
}

async function widen(page: Page): Promise<void> {
  const columns = 'minmax(0, 1fr) 700px';
  await page
    .locator('main')
    .evaluate((main, wanted) => main.style.setProperty('grid-template-columns', wanted), columns);
}

async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  process.stdout.write(`docs/images/${name}.png\n`);
}
