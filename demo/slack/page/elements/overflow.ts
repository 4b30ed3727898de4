import { useState } from 'preact/hooks';
import { type ElementOption, optionsOf } from '../../elements.ts';
import { html, type View } from '../html.ts';
import { Icon } from '../icons.ts';
import { Text } from '../mrkdwn-view.ts';
import { type ElementProps, useSurface } from '../surface.ts';
import { useConfirm } from './asking.ts';

/** The three dots that open a short menu. */
export function Overflow({ element, blockId }: ElementProps): View {
  const surface = useSurface();
  const [open, setOpen] = useState(false);
  const [ask, dialog] = useConfirm(element);
  const pick = (option: ElementOption) => {
    setOpen(false);
    ask(() => void surface.use(blockId, element, { type: element.type, selected_option: option }));
  };
  const leave = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
  return html`<span class="overflow" onKeyDown=${leave}>
      <button class="button button-icon" aria-label="More options" aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <${Icon} name="more" />
      </button>
      ${
        open &&
        html`<span class="menu" role="menu">
        ${optionsOf(element).map(
          (option) =>
            html`<button role="menuitem" onClick=${() => pick(option)}><${Text} of=${option.text} /></button>`,
        )}
      </span>`
      }
    </span>
    ${dialog}`;
}
