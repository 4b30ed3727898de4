import type { ConfirmDialog } from '../../elements.ts';
import { Dialog } from '../dialog.ts';
import { html, type View } from '../html.ts';
import { Text } from '../mrkdwn-view.ts';

interface Props {
  readonly dialog: ConfirmDialog;
  readonly onConfirm: () => void;
  readonly onDeny: () => void;
}

/** The question before a click. It is asked by the client only and proves nothing to the app. */
export function Confirm({ dialog, onConfirm, onDeny }: Props): View {
  const foot = html`<button class="button" onClick=${onDeny}>${dialog.deny?.text ?? 'Cancel'}</button>
    <button class=${`button button-${dialog.style ?? 'primary'}`} autofocus onClick=${onConfirm}>
      ${dialog.confirm?.text ?? 'Yes'}
    </button>`;
  return html`<${Dialog} role="alertdialog" small title=${dialog.title?.text ?? 'Are you sure?'} onClose=${onDeny} foot=${foot}>
    <p><${Text} of=${dialog.text} /></p>
  <//>`;
}
