import type { ActionsBlock, Button } from '@slack/types';
import { cutText } from '../cut.ts';
import { limits } from '../limits.ts';
import { plain } from './texts.ts';

/** A button as we speak of it. The label must make sense alone: screen readers jump from button to button. */
export interface Press {
  readonly actionId: string;
  readonly label: string;
  /** Said by screen readers instead of the label. */
  readonly spoken?: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  /** A second question for slips of the finger. Never an authorisation: only the person's own Slack asks it. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

export function button(press: Press): Button {
  return {
    type: 'button',
    action_id: press.actionId,
    text: plain(press.label, limits.buttonText),
    accessibility_label: cutText(press.spoken ?? press.label, limits.accessibilityLabel),
    value: press.value,
    ...(press.style === undefined ? {} : { style: press.style }),
    ...(press.confirm === undefined
      ? {}
      : {
          confirm: {
            title: plain(press.confirm.title, 100),
            text: plain(press.confirm.text, 300),
            confirm: plain(press.confirm.yes, 30),
            deny: plain('Back', 30),
          },
        }),
  };
}

/** A row of buttons, or null where there are none: Slack refuses an empty row. */
export function buttons(blockId: string, presses: readonly Press[]): ActionsBlock | null {
  if (presses.length === 0) return null;
  return { type: 'actions', block_id: blockId, elements: presses.slice(0, 25).map(button) };
}
