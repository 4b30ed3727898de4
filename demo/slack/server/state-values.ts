import { type Element, type ElementOption, elementsOf, optionsOf, type PlacedElement } from '../elements.ts';
import { fieldOf } from '../limit-checks.ts';
import type { SlackView, StateValue, StateValues } from '../shapes.ts';

/**
 * What a test or a person enters into one element: text, an option's value, an id, a date; several for elements that
 * take several; null to empty it; or Slack's own value object.
 */
export type Entry = string | number | null | readonly string[] | StateValue;

/** Entries by block id, action id or visible label. */
export type Entries = Readonly<Record<string, Entry>>;

/** Entries become Slack's state, or the mistakes that Slack's own client would show, by block id. */
export type Filled =
  | { readonly ok: true; readonly values: StateValues }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Fills a view in: initial values where nothing was entered, then the checks that Slack makes before it submits. */
export function fillView(view: SlackView, entries: Entries): Filled {
  const placed = elementsOf(view.blocks).filter(
    ({ element }) => element.type !== 'button' && element.type !== 'overflow',
  );
  refuseUnknown(view, placed, entries);
  const values: Record<string, Record<string, StateValue>> = {};
  const errors: Record<string, string> = {};
  for (const each of placed) {
    const value = readValue(each, entryOf(each, entries));
    const mistake = each.block.type === 'input' ? mistakeIn(each, value) : undefined;
    if (mistake !== undefined) errors[each.blockId] = mistake;
    values[each.blockId] = { ...values[each.blockId], [each.element.action_id]: value };
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, values };
}

function namesOf({ blockId, block, element }: PlacedElement): string[] {
  return [blockId, element.action_id, String(fieldOf(fieldOf(block, 'label'), 'text') ?? '')];
}

function refuseUnknown(view: SlackView, placed: readonly PlacedElement[], entries: Entries): void {
  const known = new Set(placed.flatMap(namesOf));
  const unknown = Object.keys(entries).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const there = placed.map((each) => namesOf(each).join(' | ')).join('; ');
  throw new Error(`View ${view.id} has no input named ${unknown.join(', ')}. It has: ${there}`);
}

function entryOf(placed: PlacedElement, entries: Entries): Entry | undefined {
  const name = namesOf(placed).find((each) => each in entries);
  return name === undefined ? undefined : entries[name];
}

function readValue({ element }: PlacedElement, entry: Entry | undefined): StateValue {
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry as StateValue;
  const read = readers[element.type] ?? readText;
  return { type: element.type, ...read(element, entry as string | number | null | readonly string[] | undefined) };
}

type Plain = string | number | null | readonly string[] | undefined;
type Reader = (element: Element, entry: Plain) => Omit<StateValue, 'type'>;

const one = (entry: Plain, initial: string | undefined): string | null => {
  if (entry === null) return null;
  return entry === undefined ? (initial ?? null) : String(entry);
};
const several = (entry: Plain): readonly string[] | undefined =>
  entry === undefined ? undefined : [entry ?? []].flat().map(String);

function chosen(element: Element, value: string): ElementOption {
  const option = optionsOf(element).find((each) => each.value === value || each.text?.text === value);
  if (option !== undefined) return option;
  const there = optionsOf(element).map((each) => each.value);
  throw new Error(`${element.action_id} offers no option ${value}. It offers: ${there.join(', ')}`);
}

const readOption: Reader = (element, entry) => {
  if (entry === undefined) return { selected_option: element.initial_option ?? null };
  return { selected_option: entry === null ? null : chosen(element, String(entry)) };
};
const readOptions: Reader = (element, entry) => ({
  selected_options: several(entry)?.map((each) => chosen(element, each)) ?? element.initial_options ?? [],
});
const readText: Reader = (element, entry) => ({ value: one(entry, element.initial_value) || null });

/** How an entry becomes Slack's value, by element type. */
const readers: Readonly<Record<string, Reader>> = {
  plain_text_input: readText,
  number_input: readText,
  email_text_input: readText,
  url_text_input: readText,
  static_select: readOption,
  external_select: readOption,
  radio_buttons: readOption,
  checkboxes: readOptions,
  multi_static_select: readOptions,
  users_select: (element, entry) => ({ selected_user: one(entry, element.initial_user) }),
  multi_users_select: (element, entry) => ({ selected_users: several(entry) ?? element.initial_users ?? [] }),
  channels_select: (element, entry) => ({ selected_channel: one(entry, element.initial_channel) }),
  conversations_select: (element, entry) => ({ selected_conversation: one(entry, element.initial_conversation) }),
  datepicker: (element, entry) => ({ selected_date: one(entry, element.initial_date) }),
  timepicker: (element, entry) => ({ selected_time: one(entry, element.initial_time) }),
  datetimepicker: (element, entry) => ({
    selected_date_time: entry === null ? null : Number(entry ?? element.initial_date_time ?? 0) || null,
  }),
};

function mistakeIn({ block, element }: PlacedElement, { type: _type, ...value }: StateValue): string | undefined {
  const [content] = Object.values(value);
  const empty =
    content === null || content === undefined || content === '' || (Array.isArray(content) && content.length === 0);
  if (empty) return fieldOf(block, 'optional') === true ? undefined : 'Please complete this required field.';
  const length = String(value.value ?? '').length;
  if (element.max_length !== undefined && length > element.max_length) {
    return `Please enter no more than ${element.max_length} characters.`;
  }
  if (element.min_length !== undefined && length < element.min_length) {
    return `Please enter at least ${element.min_length} characters.`;
  }
  return undefined;
}
