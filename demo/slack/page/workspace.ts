import { useEffect, useState } from 'preact/hooks';
import { type Scene, sceneOf } from '../scene.ts';
import type { Person } from '../shapes.ts';
import { ActAs } from './act-as.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { MainPane } from './main-pane.ts';
import { Modal } from './modal.ts';
import { goTo, type Place, usePlace } from './place.ts';
import { type Reader, ReaderContext } from './reader.ts';
import { useRemembered } from './remembered.ts';
import { Sidebar } from './sidebar.ts';
import { Toasts } from './toast.ts';

/** The whole page for one visitor, who acts as one person at a time. */
export function Workspace({ scene: everything, online }: { scene: Scene; online: boolean }): View {
  const [chosen, setChosen] = useRemembered('acting as', '');
  const [menuOpen, setMenuOpen] = useState(false);
  const me = actingPerson(everything, chosen);
  const scene = sceneOf(me.id, everything);
  const place = usePlace() ?? firstPlace(scene, me);
  const reader: Reader = { me, scene };
  const modal = scene.modals[me.id]?.at(-1);
  useEffect(() => {
    document.title = `${scene.team.name} · local Slack`;
  }, [scene.team.name]);
  return html`<${ReaderContext.Provider} value=${reader}>
    <div class=${menuOpen ? 'app app-menu' : 'app'}>
      <header class="top">
        <button class="button-bare top-menu" aria-label="Show channels" aria-expanded=${menuOpen} onClick=${() => setMenuOpen(!menuOpen)}>
          <${Icon} name="menu" />
        </button>
        <span class="team-mark" aria-hidden="true">${scene.team.name.charAt(0)}</span>
        <strong class="team">${scene.team.name}</strong>
        <span class="local-mark">local Slack</span>
        ${!online && html`<span class="offline" role="status">Reconnecting…</span>`}
        <${ActAs} me=${me} scene=${everything} onChange=${setChosen} />
      </header>
      <${Sidebar} place=${place} onLeave=${() => setMenuOpen(false)} onActAs=${setChosen} />
      ${menuOpen && html`<button class="curtain" aria-label="Hide channels" onClick=${() => setMenuOpen(false)}></button>`}
      <${MainPane} place=${place} onGo=${goTo} />
    </div>
    ${modal !== undefined && html`<${Modal} key=${modal.id} view=${modal} />`}
    <${Toasts} />
  <//>`;
}

function actingPerson(scene: Scene, chosen: string): Person {
  const people = scene.people.filter((each) => each.isBot !== true && each.deactivated !== true);
  const person = people.find((each) => each.id === chosen) ?? people[0];
  if (person === undefined) throw new Error('The workspace has nobody to act as');
  return person;
}

function firstPlace(scene: Scene, me: Person): Place {
  const channel = scene.channels.find((each) => each.directWith === undefined && each.members.includes(me.id));
  return channel === undefined ? { kind: 'app', tab: 'messages' } : { kind: 'channel', channel: channel.id };
}
