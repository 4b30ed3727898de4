import { fieldOf } from './limit-checks.ts';
import type { LooseBlock } from './shapes.ts';

export interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

/** The question that Slack asks before it sends a click. */
export interface ConfirmDialog {
  readonly title?: TextObject;
  readonly text: TextObject;
  readonly confirm?: TextObject;
  readonly deny?: TextObject;
  readonly style?: 'primary' | 'danger';
}

/** An interactive element as far as drawing it and acting on it needs. */
export interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly url?: string;
  readonly text?: TextObject;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmDialog;
  readonly placeholder?: TextObject;
  readonly accessibility_label?: string;
  readonly multiline?: boolean;
  readonly focus_on_load?: boolean;
  readonly options?: readonly ElementOption[];
  readonly option_groups?: readonly { readonly label?: TextObject; readonly options: readonly ElementOption[] }[];
  readonly initial_value?: string;
  readonly initial_option?: ElementOption;
  readonly initial_options?: readonly ElementOption[];
  readonly initial_user?: string;
  readonly initial_users?: readonly string[];
  readonly initial_channel?: string;
  readonly initial_conversation?: string;
  readonly initial_date?: string;
  readonly initial_time?: string;
  readonly initial_date_time?: number;
  readonly min_length?: number;
  readonly max_length?: number;
}

export interface ElementOption {
  readonly text?: TextObject;
  readonly value?: string;
  readonly description?: TextObject;
  readonly url?: string;
}

/** An element and the block in which it stands. */
export interface PlacedElement {
  readonly blockId: string;
  readonly block: LooseBlock;
  readonly element: Element;
}

/** All interactive elements of some blocks, in reading order. */
export function elementsOf(blocks: readonly LooseBlock[]): PlacedElement[] {
  return blocks.flatMap((block) => {
    const inner = fieldOf(block, 'elements');
    const nested = block.type === 'actions' && Array.isArray(inner) ? inner : [];
    return [fieldOf(block, 'accessory'), fieldOf(block, 'element'), ...nested]
      .filter((each) => typeof fieldOf(each, 'action_id') === 'string')
      .map((each) => ({ blockId: block.block_id ?? '', block, element: each as Element }));
  });
}

/** The options from which an element lets people choose. */
export function optionsOf(element: Element): readonly ElementOption[] {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}
