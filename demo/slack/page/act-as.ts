import { useState } from 'preact/hooks';
import type { Scene } from '../scene.ts';
import type { Person } from '../shapes.ts';
import { Avatar } from './avatar.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { callsFor } from './unread.ts';

interface Props {
  readonly me: Person;
  /** The scene of everybody, to see who is called. */
  readonly scene: Scene;
  readonly onChange: (id: string) => void;
}

/** The menu by which the visitor becomes somebody else. A number says who is being called meanwhile. */
export function ActAs({ me, scene, onChange }: Props): View {
  const [open, setOpen] = useState(false);
  const people = scene.people.filter((person) => person.isBot !== true);
  const pick = (id: string) => {
    setOpen(false);
    onChange(id);
  };
  const others = people.filter((person) => person.id !== me.id).some((person) => callsFor(scene, person.id) > 0);
  const leave = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
  return html`<div class="act-as" onKeyDown=${leave}>
    <button class="act-as-button" aria-label=${`Acting as ${me.realName}`} aria-haspopup="menu" aria-expanded=${open} onClick=${() => setOpen(!open)}>
      <${Avatar} person=${me} size=${26} />
      <span class="act-as-name"><small>Acting as</small><strong>${me.realName}</strong></span>
      ${others && html`<span class="dot" title="Somebody else is being called"></span>`}
      <${Icon} name="down" size=${16} />
    </button>
    ${
      open &&
      html`<div class="menu act-as-menu" role="menu" aria-label="Act as">
      ${people.map((person) => html`<${Entry} key=${person.id} person=${person} chosen=${person.id === me.id} calls=${callsFor(scene, person.id)} onPick=${pick} />`)}
    </div>`
    }
  </div>`;
}

function Entry({
  person,
  chosen,
  calls,
  onPick,
}: {
  person: Person;
  chosen: boolean;
  calls: number;
  onPick: (id: string) => void;
}): View {
  return html`<button role="menuitemradio" aria-checked=${chosen} aria-label=${person.realName} disabled=${person.deactivated === true} onClick=${() => onPick(person.id)}>
    <${Avatar} person=${person} size=${32} />
    <span class="act-as-who">
      <strong>${person.realName}</strong>
      <small>${person.deactivated === true ? 'Deactivated' : person.title}</small>
    </span>
    ${calls > 0 && html`<span class="badge">${calls}</span>`}
  </button>`;
}
