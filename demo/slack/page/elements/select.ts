import { type Element, type ElementOption, optionsOf } from '../../elements.ts';
import type { StateValue } from '../../shapes.ts';
import { withEmoji } from '../emoji.ts';
import { html, type View } from '../html.ts';
import { type Reader, useReader } from '../reader.ts';
import { type ElementProps, useEntry } from '../surface.ts';
import { useConfirm } from './asking.ts';

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly group?: string | undefined;
}

/** What a kind of menu offers, what is chosen in it, and how a choice is sent. */
interface Kind {
  readonly choices: (element: Element, reader: Reader) => Choice[];
  readonly chosen: (element: Element, entry: StateValue | undefined) => string | undefined;
  readonly value: (element: Element, id: string) => Omit<StateValue, 'type'>;
}

const optionId = (option: ElementOption | undefined) => option?.value ?? option?.text?.text ?? '';
const toChoice = (option: ElementOption, group?: string): Choice => ({
  id: optionId(option),
  name: withEmoji(option.text?.text ?? ''),
  group,
});

const ofOptions: Kind = {
  choices: (element) => [
    ...(element.options ?? []).map((option) => toChoice(option)),
    ...(element.option_groups ?? []).flatMap((group) => group.options.map((each) => toChoice(each, group.label?.text))),
  ],
  chosen: (element, entry) => {
    const option = entry === undefined ? element.initial_option : (entry.selected_option as ElementOption | null);
    return option === null || option === undefined ? undefined : optionId(option);
  },
  value: (element, id) => ({ selected_option: optionsOf(element).find((option) => optionId(option) === id) ?? null }),
};

const ofUsers: Kind = {
  choices: (_element, { scene }) =>
    scene.people
      .filter((person) => person.deactivated !== true)
      .map((person) => ({ id: person.id, name: person.realName })),
  chosen: (element, entry) => (entry === undefined ? element.initial_user : (entry.selected_user ?? undefined)),
  value: (_element, id) => ({ selected_user: id === '' ? null : id }),
};

const ofChannels = (field: 'selected_channel' | 'selected_conversation'): Kind => ({
  choices: (_element, { scene }) =>
    scene.channels
      .filter((each) => each.directWith === undefined)
      .map((each) => ({ id: each.id, name: `#${each.name}` })),
  chosen: (element, entry) =>
    entry === undefined ? (element.initial_channel ?? element.initial_conversation) : (entry[field] ?? undefined),
  value: (_element, id) => ({ [field]: id === '' ? null : id }),
});

const kinds: Readonly<Record<string, Kind>> = {
  static_select: ofOptions,
  external_select: ofOptions,
  users_select: ofUsers,
  channels_select: ofChannels('selected_channel'),
  conversations_select: ofChannels('selected_conversation'),
};

/** A menu of which one entry can be chosen. */
export function Select(props: ElementProps): View {
  const { element, label } = props;
  const reader = useReader();
  const [entry, change] = useEntry(props);
  const [ask, dialog] = useConfirm(element);
  const kind = kinds[element.type] ?? ofOptions;
  const choices = kind.choices(element, reader);
  const chosen = kind.chosen(element, entry) ?? '';
  const pick = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement;
    ask(() => change({ type: element.type, ...kind.value(element, value) }));
  };
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const placeholder = element.placeholder?.text ?? 'Select an item';
  return html`<span class="select">
      <select aria-label=${label ?? placeholder} value=${chosen} onChange=${pick}>
        <option value="">${placeholder}</option>
        ${groups.map((group) =>
          grouped(
            group,
            choices.filter((choice) => choice.group === group),
          ),
        )}
      </select>
    </span>
    ${dialog}`;
}

function grouped(group: string | undefined, choices: readonly Choice[]): unknown {
  const options = choices.map((choice) => html`<option key=${choice.id} value=${choice.id}>${choice.name}</option>`);
  return group === undefined ? options : html`<optgroup key=${group} label=${group}>${options}</optgroup>`;
}
