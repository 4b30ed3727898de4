import { useState } from 'preact/hooks';
import type { SlackView } from '../shapes.ts';
import { ask } from './ask.ts';
import { Blocks } from './blocks/block-view.ts';
import { Dialog } from './dialog.ts';
import { withEmoji } from './emoji.ts';
import { html, type View } from './html.ts';
import { useReader } from './reader.ts';
import { SurfaceContext } from './surface.ts';
import { attempt } from './toast.ts';
import { useViewSurface } from './view-surface.ts';

/** A form of the app in front of everything else. */
export function Modal({ view }: { view: SlackView }): View {
  const { me, scene } = useReader();
  const { surface, submitted, setErrors } = useViewSurface(view);
  const notices = scene.notices.filter((each) => each.viewId === view.id);
  const [seen, setSeen] = useState(notices.length);
  const [busy, setBusy] = useState(false);
  const notice = notices.slice(seen).at(-1);
  const submit = async () => {
    setSeen(notices.length);
    setBusy(true);
    const result = await attempt(ask('act/submit', { user: me.id, viewId: view.id, entries: submitted() }));
    setBusy(false);
    setErrors(result?.errors ?? {});
  };
  const close = () => void attempt(ask('act/close', { user: me.id, viewId: view.id }));
  const foot = html`${notice !== undefined && html`<span class="notice" role="alert">${notice.text}</span>`}
    <button class="button" onClick=${close}>${view.close?.text ?? 'Cancel'}</button>
    ${
      view.submit !== undefined &&
      html`<button class="button button-primary" disabled=${busy} aria-busy=${busy} onClick=${submit}>${withEmoji(view.submit.text)}</button>`
    }`;
  return html`<${Dialog} title=${withEmoji(view.title?.text ?? '')} subject=${view.hash} onClose=${close} foot=${foot}>
    <${SurfaceContext.Provider} value=${surface}><${Blocks} blocks=${view.blocks} /><//>
  <//>`;
}
