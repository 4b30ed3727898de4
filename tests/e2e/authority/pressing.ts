import { elementsOf } from '../../../demo/slack/elements.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import type { SlackMessage, SlackView } from '../../../demo/slack/shapes.ts';
import type { Choice } from '../../../src/domain/decision.ts';
import type { Office } from './office.ts';

const PATIENT = { timeoutMs: 30_000 };

/** What one person was told after a press, and how. */
export interface Told {
  /** `window`: a window explained and asked for nothing. `answer`: only they saw it, in the channel. */
  readonly way: 'window' | 'answer';
  readonly text: string;
}

export interface Filling {
  readonly typed?: string | null;
  readonly reason?: string;
}

/** Presses a button of a card and does what the window that opens asks; resolves with what the person read in the end. */
export async function pressChoice(
  { slack }: Office,
  person: string,
  card: SlackMessage,
  choice: Choice,
  filling: Filling,
): Promise<Told> {
  const answer = nextAnswer(slack, person);
  await slack.as(person).click(card, choice, { value: claimOf(card) });
  const first = await Promise.race([
    answer.then((text) => ({ text })),
    slack.waitForView(person, isFilled, PATIENT).then((form) => ({ form })),
  ]);
  if ('text' in first) return { way: 'answer', text: first.text };
  const { form: view } = first;
  if (!asksForSomething(view)) {
    answer.catch(() => undefined);
    await slack.as(person).close(view, { clear: true });
    return { way: 'window', text: visibleText(view) };
  }
  const typed = filling.typed === undefined || filling.typed === null ? {} : { typed: filling.typed };
  const entries = { ...(has(view, 'typed') ? typed : {}), ...(filling.reason ? { reason: filling.reason } : {}) };
  const { errors } = await slack.as(person).submit(view, entries);
  if (errors !== undefined) throw new Error(`the form was refused: ${JSON.stringify(errors)}`);
  return { way: 'answer', text: await answer };
}

/** What all voting buttons of a card carry. An older copy shows buttons that the newest no longer has. */
export function claimOf(card: SlackMessage): string {
  const buttons = elementsOf(card.blocks ?? []).map(({ element }) => element);
  const value = buttons.find((element) => 'value' in element && element.action_id === 'hold');
  if (value === undefined || !('value' in value)) throw new Error('the card has no voting buttons');
  return String(value.value);
}

/** The next thing that only this person sees. Asked for before the press, so that nothing older is taken for it. */
export async function nextAnswer(slack: Office['slack'], person: string): Promise<string> {
  const before = slack.scene.messages.findLast((message) => message.ephemeralFor === person)?.ts ?? '';
  return visibleText(await slack.waitForEphemeral(person, ({ ts }) => ts > before, PATIENT));
}

function isFilled(view: SlackView): boolean {
  return !visibleText(view).includes('Reading the plan as it stands');
}

function asksForSomething(view: SlackView): boolean {
  return view.blocks.some((block) => block.type === 'input');
}

function has(view: SlackView, blockId: string): boolean {
  return view.blocks.some((block) => 'block_id' in block && block.block_id === blockId);
}
