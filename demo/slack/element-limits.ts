import {
  all,
  among,
  anything,
  atLeastOneOf,
  between,
  byType,
  type Check,
  characters,
  items,
  record,
  shaped,
  yesOrNo,
} from './limit-checks.ts';

/** Plain text of at most `most` characters. */
export const plainText = (most: number): Check =>
  record({ type: among('plain_text'), text: characters(most) }, { emoji: yesOrNo });
/** Plain text or mrkdwn of at most `most` characters. */
export const anyText = (most: number): Check =>
  byType(() => ({
    plain_text: plainText(most),
    mrkdwn: record({ type: anything, text: characters(most) }, { verbatim: yesOrNo }),
  }));
/** A `block_id` or `action_id`. */
export const id = characters(255);
const date = shaped(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in the form YYYY-MM-DD');
const time = shaped(/^\d{2}:\d{2}$/, 'must be a time in the form HH:mm');
const link = characters(3000);
const style = among('primary', 'danger');

const confirm = record(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style },
);
const option = (text: Check): Check =>
  record({ text }, { value: characters(75), description: plainText(75), url: link });
const plainOption = option(plainText(75));
const richOption = option(anyText(75));
const optionGroup = record({ label: plainText(75), options: items(100, plainOption) });
const options = { options: items(100, plainOption), option_groups: items(100, optionGroup) };
const actionable = { type: anything, action_id: id };
const focusable = { focus_on_load: yesOrNo };
const placeholder = { placeholder: plainText(150) };
const dispatchable = { dispatch_action_config: record({}, { trigger_actions_on: items(2, characters(50)) }) };
export const imageSource = { image_url: link, slack_file: anything };

function select(one: string, initial: Record<string, Check>): Record<string, Check> {
  const common = { ...focusable, ...placeholder, confirm, ...initial, response_url_enabled: yesOrNo };
  const most = { max_selected_items: between(1, 100) };
  return { [one]: record(actionable, common), [`multi_${one}`]: record(actionable, { ...common, ...most }) };
}

/** Every interactive element and image with its limits, by type. */
const elements: Readonly<Record<string, Check>> = {
  button: record(
    { type: anything, text: plainText(75) },
    { action_id: id, value: characters(2000), url: link, style, confirm, accessibility_label: characters(75) },
  ),
  checkboxes: record(
    { ...actionable, options: items(10, richOption) },
    { initial_options: items(10, richOption), confirm, ...focusable },
  ),
  radio_buttons: record(
    { ...actionable, options: items(10, richOption) },
    { initial_option: richOption, confirm, ...focusable },
  ),
  overflow: record({ ...actionable, options: items(5, plainOption) }, { confirm }),
  datepicker: record(actionable, { initial_date: date, confirm, ...focusable, ...placeholder }),
  timepicker: record(actionable, {
    initial_time: time,
    timezone: characters(100),
    confirm,
    ...focusable,
    ...placeholder,
  }),
  datetimepicker: record(actionable, { initial_date_time: between(1e9, 9_999_999_999), confirm, ...focusable }),
  ...select('static_select', { ...options, initial_option: plainOption, initial_options: items(100, plainOption) }),
  ...select('external_select', {
    min_query_length: between(0, 75),
    initial_option: plainOption,
    initial_options: items(100, plainOption),
  }),
  ...select('users_select', { initial_user: id, initial_users: items(100, id) }),
  ...select('channels_select', { initial_channel: id, initial_channels: items(100, id) }),
  ...select('conversations_select', {
    initial_conversation: id,
    initial_conversations: items(100, id),
    default_to_current_conversation: yesOrNo,
    filter: anything,
  }),
  plain_text_input: record(actionable, {
    initial_value: characters(3000, 0),
    multiline: yesOrNo,
    min_length: between(0, 3000),
    max_length: between(1, 3000),
    ...dispatchable,
    ...focusable,
    ...placeholder,
  }),
  number_input: record(
    { ...actionable, is_decimal_allowed: yesOrNo },
    {
      initial_value: characters(150),
      min_value: characters(150),
      max_value: characters(150),
      ...dispatchable,
      ...focusable,
      ...placeholder,
    },
  ),
  email_text_input: record(actionable, {
    initial_value: characters(3000),
    ...dispatchable,
    ...focusable,
    ...placeholder,
  }),
  url_text_input: record(actionable, {
    initial_value: characters(3000),
    ...dispatchable,
    ...focusable,
    ...placeholder,
  }),
  image: all(
    record({ type: anything, alt_text: characters(2000) }, imageSource),
    atLeastOneOf('image_url', 'slack_file'),
  ),
};

/** One of the named elements. */
export function pick(...types: readonly string[]): Check {
  return byType(() => Object.fromEntries(types.map((type) => [type, elements[type] ?? anything])));
}

export const choices = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];
export const selects = Object.keys(elements).filter((type) => type.endsWith('_select'));
export const inputs = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input'];
