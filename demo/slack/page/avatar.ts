import type { Scene } from '../scene.ts';
import type { Person } from '../shapes.ts';
import { html, type View } from './html.ts';

/** What a name looks like when the workspace does not know the id, such as Slack's own assistant. */
export function personIn(scene: Scene, id: string): Person {
  const known = scene.people.find((person) => person.id === id);
  if (known !== undefined) return known;
  const name = id === 'USLACKBOT' ? 'Slackbot' : id;
  return { id, name: name.toLowerCase(), realName: name, tz: 'UTC', isBot: true };
}

const hues = [262, 44, 158, 212, 88, 22, 300, 338];

function hueOf(id: string): number {
  const sum = [...id].reduce((total, letter) => total * 5 + letter.charCodeAt(0), 0);
  return hues[sum % hues.length] ?? 0;
}

/** A rounded square with a person's initials, or the app's mark. Decorative: the name always stands beside it. */
export function Avatar({ person, size = 36 }: { person: Person; size?: number }): View {
  const initials = person.realName
    .split(' ')
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('');
  const look = person.isBot === true ? 'avatar avatar-app' : 'avatar';
  const style = { width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.4}px`, '--hue': hueOf(person.id) };
  return html`<span class=${look} style=${style} aria-hidden="true">${initials}</span>`;
}
