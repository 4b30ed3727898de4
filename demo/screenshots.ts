// The pictures of the README, made anew from the running product: npm run screenshots [-- drill]
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { explain } from './host/explain.ts';
import { listenForInterruption } from './host/interruption.ts';
import { showPanel } from './host/panel/show-panel.ts';
import { makeRunFolder } from './host/run-folder.ts';
import { startWorld, type World, type WorldWishes } from './host/world.ts';
import { drillStory } from './stories/promptrefine/drills/drill.ts';
import { declare, pressApprove, runBadMigration, typeName } from './visitor/acts.ts';
import { openBrowser } from './visitor/open-browser.ts';
import { type Visitor, visit } from './visitor/visitor.ts';

const images = join(import.meta.dirname, '..', 'docs', 'images');
const tell = (line: string) => process.stderr.write(`${line}\n`);
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const seen = 'GET /api/prompts answers 500 since the release of 0007; prompt versions and test runs are missing.';

async function main(): Promise<void> {
  const folder = makeRunFolder();
  const { signal } = listenForInterruption(tell, () => rmSync(folder, { recursive: true, force: true }));
  try {
    if (!process.argv.includes('drill')) await inWorld({ folder: join(folder, 'restore'), signal }, photograph);
    const drillFolder = join(folder, 'drill');
    const prepared = await drillStory.prepare?.(drillFolder);
    await inWorld(
      { folder: drillFolder, signal, ...prepared, adapt: promisingLittle(prepared?.adapt) },
      photographDrill,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inWorld(wishes: WorldWishes, work: (world: World) => Promise<void>): Promise<void> {
  const world = await startWorld({ rows: 0.2, say: tell, ...wishes });
  try {
    await work(world);
  } finally {
    await world.stop();
  }
}

type Adapt = NonNullable<WorldWishes['adapt']>;

/** Objectives of the size of this small database, so that the bars of the trend are seen beside them. */
function promisingLittle(adapt: Adapt = (policy) => policy): Adapt {
  return (policy) => {
    const adapted = adapt(policy);
    const promised = { rto_objective: '20s', rpo_objective: '1m' };
    return { ...adapted, drill: { ...(adapted['drill'] as object), ...promised } };
  };
}

/** The report of the third drill, with the trend beneath it: on a desk, and in the dark on a phone. */
async function photographDrill(world: World): Promise<void> {
  mkdirSync(images, { recursive: true });
  const browser = await openBrowser();
  try {
    const visitor = await visit(await browser.newPage({ viewport: desk, colorScheme: 'light' }), world.slack.url);
    await visitor.send('/backup take promptrefine');
    await visitor.message('The backup of PromptRefine is finished').waitFor();
    for (const number of [1, 2, 3]) {
      await visitor.send('/drill run promptrefine');
      const ended = visitor
        .message(`promptrefine-drill-${number}`)
        .filter({ hasText: 'Drill of PromptRefine: passed' });
      await ended.getByRole('button', { name: /1 reply/ }).waitFor();
    }
    const thread = await visitor.openThread();
    await thread.getByRole('img', { name: /^Drills of PromptRefine/ }).waitFor();
    await setColumns(visitor.page, 'minmax(0, 1fr) 560px');
    await save(visitor.page, 'drill');
    const small = await visit(await browser.newPage({ viewport: phone, colorScheme: 'dark' }), world.slack.url);
    const onPhone = await small.openThread();
    await onPhone.getByRole('img', { name: /^Drills of PromptRefine/ }).evaluate(scrollTo);
    await save(small.page, 'drill-phone');
  } finally {
    await browser.close();
  }
}

async function photograph(world: World): Promise<void> {
  mkdirSync(images, { recursive: true });
  const stopPanel = await showPanel(world);
  const browser = await openBrowser();
  try {
    const visitor = await visit(await browser.newPage({ viewport: desk, colorScheme: 'light' }), world.slack.url);
    await runBadMigration(visitor);
    await declare(visitor, seen);
    await visitor.actAs('Dana Kim');
    await takeCard(visitor);
    await pressApprove(visitor, 'INC-1');
    await typeName(visitor, 'promptrefine');
    await takeHeadline(visitor);
    await takePhone(browser, world);
  } finally {
    await browser.close();
    stopPanel();
  }
}

/** The decision card, in the thread that is given most of the width. */
async function takeCard(visitor: Visitor): Promise<void> {
  await visitor.headline('INC-1', 'roll PromptRefine (production) back?').waitFor();
  const thread = await visitor.openThread();
  await thread.getByText('Steps that wait for approval').waitFor();
  await thread.getByText('The plan is ready to be decided on').waitFor();
  await setColumns(visitor.page, 'minmax(0, 1fr) 620px');
  await thread.getByRole('article').nth(1).evaluate(scrollTo);
  await save(visitor.page, 'card');
  await setColumns(visitor.page, '');
  await visitor.closeThread();
}

/** Runs in the page: scrolls to an element and resolves when the list around it has noticed, so that it stays there. */
const scrollTo: Parameters<Locator['evaluate']>[0] = (element) =>
  new Promise((resolve) => {
    element.closest('[role="log"]')?.addEventListener('scroll', () => resolve(undefined), { once: true });
    element.scrollIntoView();
  });

async function setColumns(page: Page, columns: string): Promise<void> {
  await page
    .locator('main')
    .evaluate((pane, wanted) => pane.style.setProperty('grid-template-columns', wanted), columns);
}

/** The headline in the middle of the rollback. */
async function takeHeadline(visitor: Visitor): Promise<void> {
  const headline = visitor.headline('INC-1', 'rolling PromptRefine (production) back');
  await headline.getByText(/Rolling back: [3-9] of 9 done/).waitFor();
  await save(visitor.page, 'headline');
}

/** The same when it is over, as the team lead sees it on a phone. */
async function takePhone(browser: Browser, world: World): Promise<void> {
  const visitor = await visit(await browser.newPage({ viewport: phone, colorScheme: 'dark' }), world.slack.url);
  await visitor.actAs('Dana Kim');
  await visitor.headline('INC-1', 'is back').waitFor();
  await save(visitor.page, 'phone');
}

async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  tell(`docs/images/${name}.png`);
}

main().then(
  () => process.exit(0),
  (error) => {
    tell(explain(error));
    process.exit(1);
  },
);
