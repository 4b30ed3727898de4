import type { SlackMessage } from '../shapes.ts';
import { ask } from './ask.ts';
import { personIn } from './avatar.ts';
import { emojiOf } from './emoji.ts';
import { html, type View } from './html.ts';
import { useReader } from './reader.ts';
import { attempt } from './toast.ts';

/** Adds the reader's reaction to a message. */
export function reactTo(message: SlackMessage, user: string, name: string): void {
  void attempt(ask('act/react', { user, channel: message.channel, ts: message.ts, name }));
}

/** The reactions below a message; pressing one joins it. */
export function Reactions({ message }: { message: SlackMessage }): View {
  const { me, scene } = useReader();
  if (message.reactions === undefined) return null;
  return html`<div class="reactions">
    ${message.reactions.map(({ name, users, count }) => {
      const names = users.map((user) => personIn(scene, user).realName).join(', ');
      const mine = users.includes(me.id);
      return html`<button
        class=${mine ? 'reaction reaction-mine' : 'reaction'}
        aria-label=${`${name}, ${count}: ${names}`}
        title=${names}
        disabled=${mine}
        onClick=${() => reactTo(message, me.id, name)}
      >
        <span class="emoji">${emojiOf(name) ?? `:${name}:`}</span> ${count}
      </button>`;
    })}
  </div>`;
}
