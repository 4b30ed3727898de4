import type { ModalView } from '@slack/types';
import type { Drawn } from '../kit/drawn.ts';
import { context, plain, section } from '../kit/texts.ts';
import { limits } from '../limits.ts';
import { say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

const page = { reader: privately, where: 'recourse incident list' };

/**
 * A message shown in a window, for people who look from the Home tab. Decisions are made where everybody sees them, so
 * it has no buttons; tables do not exist in windows. `drawn` is null while it is being read.
 */
export function drawLookingView(title: string, drawn: Drawn | null): ModalView {
  const shown = drawn?.blocks.filter((block) => block.type !== 'table' && block.type !== 'actions') ?? [];
  const body = shown.map(({ block_id: _, ...block }) => block as (typeof shown)[number]);
  return {
    type: 'modal',
    title: plain(title, limits.viewTitle),
    close: plain('Close', limits.viewTitle),
    blocks:
      drawn === null
        ? [section(say`⏳ Reading …`, page)]
        : [...body, context(say`To decide, go to the incident's channel.`, page)],
  };
}
