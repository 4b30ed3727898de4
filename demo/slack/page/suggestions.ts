import type { Scene } from '../scene.ts';
import { html, type View } from './html.ts';

/** One way to complete what is being written. */
export interface Suggestion {
  /** What stands in the composer once it is taken. */
  readonly completed: string;
  readonly name: string;
  readonly about: string;
}

/** Commands while a command is being named, people while someone is being mentioned, otherwise nothing. */
export function suggestionsFor(scene: Scene, written: string, commandsToo: boolean): Suggestion[] {
  if (commandsToo && /^\/\S*$/.test(written)) return commandSuggestions(scene, written);
  const mention = /(^|\s)@([\w.-]*)$/.exec(written);
  if (mention === null) return [];
  const start = written.slice(0, written.length - (mention[2] ?? '').length);
  const named = (mention[2] ?? '').toLowerCase();
  return scene.people
    .filter((person) => `${person.name} ${person.realName}`.toLowerCase().includes(named))
    .map((person) => ({ completed: `${start}${person.name} `, name: `@${person.name}`, about: person.realName }));
}

function commandSuggestions(scene: Scene, written: string): Suggestion[] {
  return scene.commands
    .filter((each) => each.command.startsWith(written))
    .map((each) => ({
      completed: `${each.command} `,
      name: `${each.command} ${each.usage_hint ?? ''}`.trim(),
      about: each.description,
    }));
}

/** Turns `@name` and `#name` into Slack's mentions, after the three characters have been escaped. */
export function withMentions(scene: Scene, written: string): string {
  const escaped = written.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(/(^|\s)([@#])([\w.-]+)/g, (whole, space: string, mark: string, name: string) => {
    const found =
      mark === '@'
        ? scene.people.find((each) => each.name === name)
        : scene.channels.find((each) => each.directWith === undefined && each.name === name);
    return found === undefined ? whole : `${space}<${mark}${found.id}>`;
  });
}

/** The list above the composer. */
export function SuggestionList({
  suggestions,
  picked,
  onPick,
}: {
  suggestions: readonly Suggestion[];
  picked: number;
  onPick: (suggestion: Suggestion) => void;
}): View {
  if (suggestions.length === 0) return null;
  return html`<div class="suggestions" role="listbox" aria-label="Suggestions">
    ${suggestions.map(
      (each, index) => html`<button role="option" aria-selected=${index === picked} onClick=${() => onPick(each)}>
        <strong>${each.name}</strong><span class="muted">${each.about}</span>
      </button>`,
    )}
  </div>`;
}
