import type { SlackMessage } from '../shapes.ts';
import { Avatar, personIn } from './avatar.ts';
import { Blocks } from './blocks/block-view.ts';
import { formatDate, timeOf } from './dates.ts';
import { Files } from './files.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { useMessageSurface } from './message-surface.ts';
import { MessageTools } from './message-tools.ts';
import { Mrkdwn } from './mrkdwn-view.ts';
import { Reactions } from './reactions.ts';
import { useReader } from './reader.ts';
import { SurfaceContext } from './surface.ts';

interface Props {
  readonly message: SlackMessage;
  /** Whether it follows another message of the same person closely. */
  readonly follows: boolean;
  /** Opens the message's thread; undefined inside a thread. */
  readonly onOpenThread?: (() => void) | undefined;
}

/** One message: who, when, what, and what can be done with it. */
export function MessageView({ message, follows, onOpenThread }: Props): View {
  const { scene } = useReader();
  const { surface, notice } = useMessageSurface(message);
  const author = personIn(scene, message.user);
  const ephemeral = message.ephemeralFor !== undefined;
  const look = ['message', follows && 'message-follows', ephemeral && 'message-ephemeral'].filter(Boolean).join(' ');
  return html`<article class=${look} data-ts=${message.ts} tabindex="0" aria-label=${`Message from ${author.realName}`}>
    <div class="message-side">${follows ? html`<${Stamp} ts=${message.ts} short />` : html`<${Avatar} person=${author} />`}</div>
    <div class="message-main">
      ${ephemeral && html`<div class="only-you"><${Icon} name="eye" size=${14} /> Only visible to you</div>`}
      ${
        !follows &&
        html`<header>
        <strong class="author">${author.realName}</strong>
        ${author.isBot === true && html`<span class="app-mark">App</span>`}
        <${Stamp} ts=${message.ts} />
      </header>`
      }
      <${SurfaceContext.Provider} value=${surface}><${Body} message=${message} /><//>
      ${notice !== undefined && html`<div class="notice" role="alert"><span class="emoji">⚠️</span> ${notice.text}</div>`}
      <${Reactions} message=${message} />
      ${onOpenThread !== undefined && html`<${ThreadSummary} message=${message} onOpen=${onOpenThread} />`}
    </div>
    ${!ephemeral && html`<${MessageTools} message=${message} onReply=${onOpenThread} />`}
  </article>`;
}

/** When it was posted; in the narrow margin without `AM` and `PM`. */
function Stamp({ ts, short = false }: { ts: string; short?: boolean }): View {
  const { me } = useReader();
  const full = formatDate('{date_long} {time_secs}', Number(ts), me.tz, Date.now() / 1000);
  const time = timeOf(Number(ts), me.tz);
  return html`<time class="stamp" title=${`${full} (${me.tz})`}>${short ? time.replace(/ [AP]M$/, '') : time}</time>`;
}

/** Blocks stand in place of the text; the text is shown when there are none. */
function Body({ message }: { message: SlackMessage }): View {
  const { blocks, text, edited, files } = message;
  return html`<div class="body">
    ${blocks === undefined ? html`<div class="text"><${Mrkdwn} text=${text} /></div>` : html`<${Blocks} blocks=${blocks} />`}
    ${edited !== undefined && html`<span class="edited">(edited)</span>`}
    ${files !== undefined && html`<${Files} files=${files} />`}
  </div>`;
}

function ThreadSummary({ message, onOpen }: { message: SlackMessage; onOpen: () => void }): View {
  const { me, scene } = useReader();
  const { reply_count: count = 0, reply_users: users = [], latest_reply: latest } = message;
  if (count === 0) return null;
  const when = formatDate('{date_short_pretty} at {time}', Number(latest), me.tz, Date.now() / 1000);
  return html`<button class="thread-summary" onClick=${onOpen}>
    <span class="thread-people">
      ${users.slice(0, 4).map((user) => html`<${Avatar} person=${personIn(scene, user)} size=${22} />`)}
    </span>
    <strong>${count} ${count === 1 ? 'reply' : 'replies'}</strong>
    <span class="muted">Last reply ${when}</span>
  </button>`;
}
