import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ExampleService, RunningService } from '../../demo/host/example-service.ts';
import { showPanel } from '../../demo/host/panel/show-panel.ts';
import { startWorldOf, type World } from '../../demo/host/world.ts';
import { openBrowser } from '../../demo/visitor/open-browser.ts';
import { type Visitor, visit } from '../../demo/visitor/visitor.ts';

/** An example's world with its panel, and somebody in front of the page. */
export interface Visit<Service extends RunningService> {
  readonly world: World<Service>;
  readonly visitor: Visitor;
  /** What went wrong in the page so far. */
  readonly faults: readonly string[];
  /** The panel's line about the service with this label. */
  status(label: string): Locator;
}

/** Call at the top of a file: stands from `beforeAll` to `afterAll`; the panel leads through this mishap. */
export function openVisit<Service extends RunningService>(
  example: ExampleService<Service>,
  mishap: string,
): Visit<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-visit-'));
  const faults: string[] = [];
  let world: World<Service> | undefined;
  let stopPanel: (() => void) | undefined;
  let browser: Browser | undefined;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    world = await startWorldOf(example, { folder, rows: 0.02 });
    stopPanel = await showPanel(world, mishap);
    browser = await openBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    visitor = await visit(page, world.slack.url, example);
  });
  afterAll(async () => {
    await browser?.close();
    stopPanel?.();
    await world?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const standing = <Kind>(value: Kind | undefined): Kind => {
    if (value === undefined) throw new Error('the visit stands from beforeAll on');
    return value;
  };
  return {
    faults,
    get world() {
      return standing(world);
    },
    get visitor() {
      return standing(visitor);
    },
    status: (label) => standing(visitor).panel().locator('.status').filter({ hasText: label }),
  };
}
