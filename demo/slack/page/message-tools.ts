import { useState } from 'preact/hooks';
import type { SlackMessage } from '../shapes.ts';
import { ask } from './ask.ts';
import { emojiOf, offeredReactions } from './emoji.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { reactTo } from './reactions.ts';
import { useReader } from './reader.ts';
import { attempt } from './toast.ts';

interface Props {
  readonly message: SlackMessage;
  readonly onReply: (() => void) | undefined;
}

/** What can be done with a message: react, reply, use the app's message shortcuts. */
export function MessageTools({ message, onReply }: Props): View {
  const { me, scene } = useReader();
  const [open, setOpen] = useState<'reactions' | 'shortcuts' | null>(null);
  const shortcuts = scene.shortcuts.filter((shortcut) => shortcut.type === 'message');
  const toggle = (menu: 'reactions' | 'shortcuts') => setOpen(open === menu ? null : menu);
  const use = (callbackId: string) => {
    setOpen(null);
    void attempt(ask('act/shortcut', { user: me.id, callbackId, channel: message.channel, ts: message.ts }));
  };
  const react = (name: string) => {
    setOpen(null);
    reactTo(message, me.id, name);
  };
  return html`<div class=${open === null ? 'tools' : 'tools tools-open'}>
    <button aria-label="Add reaction" onClick=${() => toggle('reactions')}><${Icon} name="smile" /></button>
    ${onReply !== undefined && html`<button aria-label="Reply in thread" onClick=${onReply}><${Icon} name="reply" /></button>`}
    ${
      shortcuts.length > 0 &&
      html`<button aria-label="More actions" onClick=${() => toggle('shortcuts')}><${Icon} name="more" /></button>`
    }
    ${
      open === 'reactions' &&
      html`<div class="menu menu-row">
      ${offeredReactions.map((name) => html`<button aria-label=${name} onClick=${() => react(name)}>${emojiOf(name)}</button>`)}
    </div>`
    }
    ${
      open === 'shortcuts' &&
      html`<div class="menu" role="menu">
      ${shortcuts.map((each) => html`<button role="menuitem" onClick=${() => use(each.callback_id)}>${each.name}</button>`)}
    </div>`
    }
  </div>`;
}
