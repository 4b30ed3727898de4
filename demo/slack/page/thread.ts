import type { Channel } from '../shapes.ts';
import { Composer } from './composer.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { MessageList } from './message-list.ts';
import { useReader } from './reader.ts';

interface Props {
  readonly channel: Channel;
  readonly ts: string;
  readonly onClose: () => void;
}

/** The pane beside a conversation with one message and its replies. */
export function Thread({ channel, ts, onClose }: Props): View {
  const { me, scene } = useReader();
  const messages = scene.messages.filter(
    (each) => each.channel === channel.id && (each.ts === ts || each.thread_ts === ts),
  );
  return html`<aside class="thread" aria-label="Thread">
    <header class="bar">
      <div class="bar-title"><h2>Thread</h2><small>${channel.directWith === undefined ? `#${channel.name}` : scene.app.name}</small></div>
      <button class="button-bare" aria-label="Close thread" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    <${MessageList} key=${`${ts} ${me.id}`} channel=${channel.id} messages=${messages} thread=${true} />
    <${Composer} key=${ts} channel=${channel.id} placeholder="Reply…" thread=${ts} />
  </aside>`;
}
