import type { AppIdentity } from '../scene.ts';
import type { Channel } from '../shapes.ts';
import { Composer } from './composer.ts';
import { html, type View } from './html.ts';
import { MessageList } from './message-list.ts';
import { useReader } from './reader.ts';

interface Props {
  readonly channel: Channel;
  readonly onOpenThread: (ts: string) => void;
}

/** A channel or the direct conversation with the app: what was said and the composer. */
export function Conversation({ channel, onOpenThread }: Props): View {
  const { me, scene } = useReader();
  const messages = scene.messages.filter(
    (each) => each.channel === channel.id && (each.thread_ts === undefined || each.thread_ts === each.ts),
  );
  const direct = channel.directWith !== undefined;
  const name = direct ? scene.app.name : `#${channel.name}`;
  const closed = whyClosed(channel, me.id, scene.app);
  return html`<${MessageList} key=${`${channel.id} ${me.id}`} channel=${channel.id} messages=${messages} onOpenThread=${onOpenThread} intro=${html`<${Intro} channel=${channel} />`} />
    ${
      closed === undefined
        ? html`<${Composer} key=${channel.id} channel=${channel.id} placeholder=${`Message ${name}`} />`
        : html`<div class="composer-closed">${closed}</div>`
    }`;
}

/** Why a person cannot write here, or undefined if they can. */
function whyClosed(channel: Channel, user: string, app: AppIdentity): string | undefined {
  if (channel.directWith !== undefined) {
    return app.writable ? undefined : 'Sending messages to this app has been turned off.';
  }
  return channel.members.includes(user) ? undefined : `You are not in #${channel.name}.`;
}

function Intro({ channel }: { channel: Channel }): View {
  const { scene } = useReader();
  if (channel.directWith !== undefined) {
    return html`<h2>${scene.app.name}</h2>
      <p>This conversation is just between you and the app. ${scene.app.description}</p>`;
  }
  return html`<h2>#${channel.name}</h2>
    <p>This is the very beginning of <strong>#${channel.name}</strong>. ${channel.topic}</p>`;
}
