import type { Locator, Page } from 'playwright-core';
import type { ExampleFacts } from '../host/example-service.ts';
import { panelTitle } from '../host/panel/draw-panel.ts';
import { promptrefine } from '../promptrefine/example.ts';

/** How long a visitor waits for the bot, in ms: a restore takes its time on a busy machine. */
export const patienceMs = 90_000;

/** Somebody in front of the page, who uses what a person can see and reach, and nothing else. */
export interface Visitor {
  readonly page: Page;
  readonly example: ExampleFacts;
  /** Becomes another person by the menu at the top. */
  actAs(name: string): Promise<void>;
  /** Writes into the channel's composer and presses Enter. */
  send(line: string): Promise<void>;
  /** The channel's message with this text in it that stands lowest. */
  message(text: string | RegExp): Locator;
  /** Opens the thread of the incident's headline, where the card is. */
  openThread(): Promise<Locator>;
  closeThread(): Promise<void>;
  /** The open form with this title. */
  form(title: string | RegExp): Locator;
  /** The incident's headline while its title says this. */
  headline(incident: string, says: string): Locator;
  /** The demo's panel. */
  panel(): Locator;
  /** The panel's step with this label, while it is the one to do now. */
  stepNow(label: string): Locator;
}

/** Opens the page of a local Slack in a browser's tab; the example names its channel and its panel. */
export async function visit(page: Page, url: string, example: ExampleFacts = promptrefine): Promise<Visitor> {
  const channelName = `#${example.name}-ops`;
  page.setDefaultTimeout(patienceMs);
  await page.goto(url);
  const conversation = page.getByRole('region', { name: channelName });
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await conversation.waitFor();
  return {
    page,
    example,
    async actAs(name) {
      await page.getByRole('button', { name: /^Acting as/ }).click();
      await page.getByRole('menuitemradio', { name }).click();
      await page.getByRole('button', { name: `Acting as ${name}` }).waitFor();
    },
    async send(line) {
      const composer = page.getByRole('textbox', { name: `Message ${channelName}` });
      await composer.fill(line);
      await composer.press('Enter');
    },
    message: (text) => conversation.getByRole('article').filter({ hasText: text }).last(),
    async openThread() {
      if (!(await thread.isVisible()))
        await conversation
          .getByRole('button', { name: /[0-9] repl(y|ies)/ })
          .last()
          .click();
      await thread.waitFor();
      return thread;
    },
    async closeThread() {
      await thread.getByRole('button', { name: 'Close thread' }).click();
    },
    form: (title) => page.getByRole('dialog', { name: title }),
    headline: (incident, says) =>
      conversation.getByRole('article').filter({
        has: page.getByRole('heading', { name: new RegExp(`${incident}: .*${escaped(says)}`) }),
      }),
    stepNow: (label) => page.locator('[aria-current="step"]').filter({ hasText: label }),
    panel: () => page.getByRole('region', { name: panelTitle(example) }),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
