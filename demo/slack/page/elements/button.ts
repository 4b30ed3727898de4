import { useState } from 'preact/hooks';
import { withEmoji } from '../emoji.ts';
import { html, type View } from '../html.ts';
import { type ElementProps, useSurface } from '../surface.ts';
import { useConfirm } from './asking.ts';

/** A button; it shows that it waits until the app has answered. */
export function Button({ element, blockId }: ElementProps): View {
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const [ask, dialog] = useConfirm(element);
  const press = () =>
    ask(() => {
      if (element.url !== undefined) open(element.url, '_blank', 'noreferrer');
      setBusy(true);
      void surface.use(blockId, element).finally(() => setBusy(false));
    });
  const style = element.style === undefined ? 'button' : `button button-${element.style}`;
  return html`<button class=${style} aria-label=${element.accessibility_label} aria-busy=${busy} disabled=${busy} onClick=${press}>
      ${withEmoji(element.text?.text ?? '')}
    </button>
    ${dialog}`;
}
