import type { BlockAction, BlockElementAction } from '@slack/bolt';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';

/** A press that was acknowledged already. */
export interface Press {
  readonly action: BlockElementAction;
  readonly body: BlockAction;
}

export type PressHandler = (desk: Desk, heard: Heard, press: Press) => Promise<void>;

/** The value of a button; undefined for anything that carries none. */
export function valueOfPress({ action }: Press): string | undefined {
  return 'value' in action && typeof action.value === 'string' ? action.value : undefined;
}
