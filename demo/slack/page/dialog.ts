import { html, type View } from './html.ts';
import { Icon } from './icons.ts';

interface Props {
  readonly title: string;
  readonly role?: 'dialog' | 'alertdialog';
  readonly small?: boolean;
  readonly onClose: () => void;
  readonly foot: unknown;
  readonly children?: unknown;
}

const show = (node: HTMLDialogElement | null) => {
  if (node === null || node.open) return;
  node.showModal();
  if (node.querySelector('[autofocus]') === null) {
    node.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select), .dialog-foot button')?.focus();
  }
};

/** A dialog of the browser's own kind, opened at its first field: it keeps the focus inside and closes on Escape. */
export function Dialog({ title, role = 'dialog', small = false, onClose, foot, children }: Props): View {
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${show} class=${small ? 'dialog dialog-small' : 'dialog'} role=${role} aria-label=${title} onCancel=${cancel}>
    <header class="dialog-head">
      <h2>${title}</h2>
      <button class="button-bare" aria-label="Close dialog" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    <div class="dialog-body">${children}</div>
    <footer class="dialog-foot">${foot}</footer>
  </dialog>`;
}
