import { ElementView } from '../elements/element-view.ts';
import { withEmoji } from '../emoji.ts';
import { html, type View } from '../html.ts';
import { Text } from '../mrkdwn-view.ts';
import { useSurface } from '../surface.ts';
import type { DrawnBlock } from './block-shapes.ts';

/** A labelled input with its hint and, after a failed submission, what is wrong with it. */
export function InputBlock({ block }: { block: DrawnBlock }): View {
  const blockId = block.block_id ?? '';
  const error = useSurface().errorAt(blockId);
  const label = block.label?.text ?? '';
  return html`<div class=${error === undefined ? 'input' : 'input input-wrong'}>
    <div class="input-label">
      ${withEmoji(label)} ${block.optional === true && html`<small>(optional)</small>`}
    </div>
    <${ElementView} element=${block.element} blockId=${blockId} dispatches=${block.dispatch_action === true} label=${label} />
    ${error !== undefined && html`<div class="input-error" role="alert">${error}</div>`}
    ${block.hint !== undefined && html`<div class="input-hint"><${Text} of=${block.hint} /></div>`}
  </div>`;
}
