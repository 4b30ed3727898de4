import type { VNode } from 'preact';
import { html, type View } from '../html.ts';
import { type ElementProps, useEntry, useSurface } from '../surface.ts';

const htmlTypes: Readonly<Record<string, string>> = {
  email_text_input: 'email',
  number_input: 'number',
  url_text_input: 'url',
};

/** A line or several lines of text; Enter tells the app if the element dispatches. */
export function TextInput(props: ElementProps): View {
  const { element, blockId, dispatches, label } = props;
  const surface = useSurface();
  const [entry, change] = useEntry({ ...props, dispatches: false });
  const written = entry === undefined ? (element.initial_value ?? '') : (entry.value ?? '');
  const common = {
    'aria-label': label,
    value: written,
    placeholder: element.placeholder?.text,
    autofocus: element.focus_on_load,
    onInput: (event: Event) => {
      change({ type: element.type, value: (event.currentTarget as HTMLInputElement).value || null });
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !dispatches) return;
      event.preventDefault();
      void surface.use(blockId, element, { type: element.type, value: written });
    },
  };
  if (element.multiline === true) return html`<textarea class="field" rows="4" ...${common}></textarea>` as VNode;
  return html`<input class="field" type=${htmlTypes[element.type] ?? 'text'} ...${common} />`;
}
