import type { Channel } from '../shapes.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { PanelView } from './panel.ts';
import { addressOf, type Place } from './place.ts';
import { useReader } from './reader.ts';
import { unreadIn } from './unread.ts';

interface Props {
  readonly place: Place;
  readonly onLeave: () => void;
  readonly onActAs: (id: string) => void;
}

/** Channels, the app, and the host's panel below them. */
export function Sidebar({ place, onLeave, onActAs }: Props): View {
  const { me, scene } = useReader();
  const channels = scene.channels.filter((each) => each.directWith === undefined && each.members.includes(me.id));
  const direct = scene.channels.find((each) => each.directWith === me.id);
  return html`<nav class="sidebar" aria-label="Workspace">
    <div class="sidebar-list" onClick=${onLeave}>
      <h2>Channels</h2>
      ${channels.map((each) => html`<${ChannelLink} key=${each.id} channel=${each} here=${place.kind === 'channel' && place.channel === each.id} />`)}
      <h2>Apps</h2>
      ${direct !== undefined && html`<${AppLink} channel=${direct} here=${place.kind === 'app'} />`}
    </div>
    ${scene.panel !== null && html`<${PanelView} panel=${scene.panel} onActAs=${onActAs} />`}
  </nav>`;
}

function lookOf(here: boolean, count: number): string {
  return ['sidebar-link', here && 'sidebar-here', count > 0 && !here && 'sidebar-unread'].filter(Boolean).join(' ');
}

function ChannelLink({ channel, here }: { channel: Channel; here: boolean }): View {
  const { me, scene } = useReader();
  const { count, calls } = unreadIn(scene, me.id, channel.id);
  return html`<a class=${lookOf(here, count)} aria-current=${here ? 'page' : undefined} href=${addressOf({ kind: 'channel', channel: channel.id })}>
    <${Icon} name=${channel.isPrivate === true ? 'lock' : 'hash'} size=${16} />
    <span class="sidebar-name">${channel.name}</span>
    ${calls > 0 && !here && html`<span class="badge">${calls}</span>`}
  </a>`;
}

function AppLink({ channel, here }: { channel: Channel; here: boolean }): View {
  const { me, scene } = useReader();
  const { count } = unreadIn(scene, me.id, channel.id);
  const state = scene.botConnected ? 'connected' : 'not connected';
  return html`<a class=${lookOf(here, count)} aria-current=${here ? 'page' : undefined} href=${addressOf({ kind: 'app', tab: 'messages' })}>
    <span class=${scene.botConnected ? 'presence presence-on' : 'presence'} title=${`${scene.app.name} is ${state}`}></span>
    <span class="sidebar-name">${scene.app.name}</span>
    ${count > 0 && !here && html`<span class="badge">${count}</span>`}
  </a>`;
}
