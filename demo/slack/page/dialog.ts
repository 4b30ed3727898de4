import { useLayoutEffect, useRef } from 'preact/hooks';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';

interface Props {
  readonly title: string;
  readonly role?: 'dialog' | 'alertdialog';
  readonly small?: boolean;
  /** What it shows; another one is looked at from its beginning. */
  readonly subject?: string;
  readonly onClose: () => void;
  readonly foot: unknown;
  readonly children?: unknown;
}

const firstField = '.dialog-body :is(input, textarea, select)';

/** Opens it, and puts the focus into its content unless it is there already: a form may come after a word of waiting. */
function open(node: HTMLDialogElement | null): void {
  if (node === null) return;
  if (!node.open) node.showModal();
  if (node.querySelector('.dialog-body')?.contains(document.activeElement) === true) return;
  const wanted = node.querySelector<HTMLElement>('[autofocus]') ?? node.querySelector<HTMLElement>(firstField);
  (wanted ?? node.querySelector<HTMLElement>('.dialog-foot button'))?.focus();
}

/** A dialog of the browser's own kind, opened at its first field: it keeps the focus inside and closes on Escape. */
export function Dialog({ title, role = 'dialog', small = false, subject, onClose, foot, children }: Props): View {
  const node = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => open(node.current), [subject]);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${node} class=${small ? 'dialog dialog-small' : 'dialog'} role=${role} aria-label=${title} onCancel=${cancel}>
    <header class="dialog-head">
      <h2>${title}</h2>
      <button class="button-bare" aria-label="Close dialog" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    <div class="dialog-body">${children}</div>
    <footer class="dialog-foot">${foot}</footer>
  </dialog>`;
}
