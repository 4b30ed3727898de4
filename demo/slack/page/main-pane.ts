import type { Scene } from '../scene.ts';
import type { Channel } from '../shapes.ts';
import { Avatar, personIn } from './avatar.ts';
import { Conversation } from './conversation.ts';
import { Home } from './home.ts';
import { html, type View } from './html.ts';
import { Mrkdwn } from './mrkdwn-view.ts';
import { addressOf, type Place } from './place.ts';
import { useReader } from './reader.ts';
import { Thread } from './thread.ts';

interface Props {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

/** The conversation or tab that the place names, and its thread if one is open. */
export function MainPane({ place, onGo }: Props): View {
  const { me, scene } = useReader();
  const channel = channelAt(scene, me.id, place);
  if (channel === undefined)
    return html`<main class="main"><p class="nowhere">There is no such channel here.</p></main>`;
  const { thread, ...whole } = place;
  return html`<main class=${thread === undefined ? 'main' : 'main main-threaded'}>
    <section class="conversation" aria-label=${place.kind === 'app' ? scene.app.name : `#${channel.name}`}>
      ${place.kind === 'app' ? html`<${AppBar} tab=${place.tab} />` : html`<${ChannelBar} channel=${channel} />`}
      ${
        place.kind === 'app' && place.tab === 'home'
          ? html`<${Home} key=${me.id} />`
          : html`<${Conversation} channel=${channel} onOpenThread=${(ts: string) => onGo({ ...whole, thread: ts })} />`
      }
    </section>
    ${thread !== undefined && html`<${Thread} channel=${channel} ts=${thread} onClose=${() => onGo(whole)} />`}
  </main>`;
}

function channelAt(scene: Scene, user: string, place: Place): Channel | undefined {
  if (place.kind === 'app') return scene.channels.find((each) => each.directWith === user);
  return scene.channels.find((each) => each.id === place.channel);
}

function ChannelBar({ channel }: { channel: Channel }): View {
  const { scene } = useReader();
  return html`<header class="bar">
    <div class="bar-title"><h1># ${channel.name}</h1><small><${Mrkdwn} text=${channel.topic ?? ''} /></small></div>
    <div class="bar-people" aria-label=${`${channel.members.length} members`}>
      ${channel.members.slice(0, 4).map((id) => html`<${Avatar} key=${id} person=${personIn(scene, id)} size=${24} />`)}
      <span>${channel.members.length}</span>
    </div>
  </header>`;
}

function AppBar({ tab }: { tab: 'home' | 'messages' }): View {
  const { scene } = useReader();
  const link = (to: 'home' | 'messages', name: string) =>
    html`<a class=${tab === to ? 'tab tab-here' : 'tab'} aria-current=${tab === to ? 'page' : undefined} href=${addressOf({ kind: 'app', tab: to })}>${name}</a>`;
  return html`<header class="bar bar-tabs">
    <div class="bar-title"><h1>${scene.app.name}</h1><small>${scene.botConnected ? 'connected' : 'not connected'}</small></div>
    <nav class="tabs" aria-label="App">${scene.app.homeTab && link('home', 'Home')}${link('messages', 'Messages')}</nav>
  </header>`;
}
