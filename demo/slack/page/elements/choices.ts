import type { ElementOption } from '../../elements.ts';
import { html, type View } from '../html.ts';
import { Text } from '../mrkdwn-view.ts';
import { type ElementProps, useEntry } from '../surface.ts';

const same = (one: ElementOption, other: ElementOption | null | undefined) =>
  one.value === other?.value && one.text?.text === other?.text?.text;

function Choice({
  option,
  kind,
  name,
  checked,
  onPick,
}: {
  option: ElementOption;
  kind: 'checkbox' | 'radio';
  name: string;
  checked: boolean;
  onPick: (on: boolean) => void;
}): View {
  const pick = (event: Event) => onPick((event.currentTarget as HTMLInputElement).checked);
  return html`<label class="choice">
    <input type=${kind} name=${name} checked=${checked} onChange=${pick} />
    <span>
      <${Text} of=${option.text} />
      ${option.description === undefined ? null : html`<small><${Text} of=${option.description} /></small>`}
    </span>
  </label>`;
}

/** Checkboxes: any number of options. */
export function Checkboxes(props: ElementProps): View {
  const { element, blockId, label } = props;
  const [entry, change] = useEntry(props);
  const chosen = (entry?.selected_options as readonly ElementOption[] | undefined) ?? element.initial_options ?? [];
  const toggle = (option: ElementOption, on: boolean) => {
    const others = chosen.filter((each) => !same(each, option));
    change({ type: element.type, selected_options: on ? [...others, option] : others });
  };
  return html`<div class="choices" role="group" aria-label=${label}>
    ${(element.options ?? []).map(
      (option) => html`<${Choice}
        option=${option}
        kind="checkbox"
        name=${blockId}
        checked=${chosen.some((each) => same(each, option))}
        onPick=${(on: boolean) => toggle(option, on)}
      />`,
    )}
  </div>`;
}

/** Radio buttons: exactly one option. */
export function RadioButtons(props: ElementProps): View {
  const { element, blockId, label } = props;
  const [entry, change] = useEntry(props);
  const chosen = entry === undefined ? element.initial_option : (entry.selected_option as ElementOption | null);
  return html`<div class="choices" role="radiogroup" aria-label=${label}>
    ${(element.options ?? []).map(
      (option) => html`<${Choice}
        option=${option}
        kind="radio"
        name=${`${blockId} ${element.action_id}`}
        checked=${same(option, chosen)}
        onPick=${() => change({ type: element.type, selected_option: option })}
      />`,
    )}
  </div>`;
}
