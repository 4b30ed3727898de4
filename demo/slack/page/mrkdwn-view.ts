import type { TextObject } from '../elements.ts';
import { personIn } from './avatar.ts';
import { formatDate } from './dates.ts';
import { emojiOf } from './emoji.ts';
import { html, type View } from './html.ts';
import { type Node, parseMrkdwn } from './mrkdwn.ts';
import { addressOf } from './place.ts';
import { type Reader, useReader } from './reader.ts';

/** Text in Slack's mrkdwn as the reader sees it. */
export function Mrkdwn({ text }: { text: string }): View {
  return html`<${Nodes} nodes=${parseMrkdwn(text)} />`;
}

/** Plain text with its shortcodes drawn; nothing else in it is a mark. */
export function Plain({ text }: { text: string }): View {
  const parts = text.split(/:([a-z0-9_+-]+):/);
  const nodes = parts.map(
    (part, index): Node => (index % 2 === 1 ? { type: 'emoji', name: part } : { type: 'text', text: part }),
  );
  return html`<span class="plain"><${Nodes} nodes=${nodes} /></span>`;
}

/** A text object: mrkdwn with its marks, or plain text with its shortcodes. */
export function Text({ of }: { of: TextObject | undefined }): View {
  if (of === undefined) return null;
  return of.type === 'mrkdwn' ? html`<${Mrkdwn} text=${of.text} />` : html`<${Plain} text=${of.text} />`;
}

/** Pieces of formatted text, one after the other. */
export function Nodes({ nodes }: { nodes: readonly Node[] }): View {
  const reader = useReader();
  return html`${nodes.map((node) => draw(node, reader))}`;
}

type Draw = { readonly [T in Node['type']]: (node: Extract<Node, { type: T }>, reader: Reader) => unknown };

const drawings: Draw = {
  text: ({ text }) => text,
  break: () => html`<br />`,
  bold: ({ children }) => html`<strong><${Nodes} nodes=${children} /></strong>`,
  italic: ({ children }) => html`<em><${Nodes} nodes=${children} /></em>`,
  strike: ({ children }) => html`<s><${Nodes} nodes=${children} /></s>`,
  quote: ({ children }) => html`<blockquote><${Nodes} nodes=${children} /></blockquote>`,
  bullet: ({ children }) => html`<span class="bullet"><${Nodes} nodes=${children} /></span>`,
  code: ({ text }) => html`<code>${text}</code>`,
  pre: ({ text }) => html`<pre>${text}</pre>`,
  emoji: ({ name }) => {
    const character = emojiOf(name);
    return character === undefined
      ? `:${name}:`
      : html`<span class="emoji" role="img" aria-label=${name.replaceAll('_', ' ')}>${character}</span>`;
  },
  link: ({ url, label }) => html`<a href=${url} target="_blank" rel="noreferrer noopener">${label}</a>`,
  user: ({ id, label }, { me, scene }) => {
    const known = scene.people.find((person) => person.id === id);
    const name = known === undefined ? (label ?? id) : personIn(scene, id).realName;
    return html`<span class=${id === me.id ? 'mention mention-me' : 'mention'}>@${name}</span>`;
  },
  channel: ({ id, label }, { scene }) => {
    const name = scene.channels.find((channel) => channel.id === id)?.name ?? label ?? id;
    return html`<a class="mention" href=${addressOf({ kind: 'channel', channel: id })}>#${name}</a>`;
  },
  usergroup: ({ id, label }, { me, scene }) => {
    const group = scene.userGroups.find((each) => each.id === id);
    const mine = group?.users.includes(me.id) === true;
    return html`<span class=${mine ? 'mention mention-me' : 'mention'}>@${group?.handle ?? label ?? id}</span>`;
  },
  broadcast: ({ range }) => html`<span class="mention mention-me">@${range}</span>`,
  date: ({ epoch, format, fallback, url }, { me }) => {
    const shown = Number.isFinite(epoch) ? formatDate(format, epoch, me.tz, Date.now() / 1000) : fallback;
    const time = html`<time title=${`${fallback} · shown in ${me.tz}`}>${shown}</time>`;
    return url === undefined ? time : html`<a href=${url} target="_blank" rel="noreferrer noopener">${time}</a>`;
  },
};

function draw(node: Node, reader: Reader): unknown {
  const drawing = drawings[node.type] as (node: Node, reader: Reader) => unknown;
  return drawing(node, reader);
}
