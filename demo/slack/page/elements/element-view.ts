import type { FunctionComponent } from 'preact';
import { html, type View } from '../html.ts';
import type { ElementProps } from '../surface.ts';
import { Button } from './button.ts';
import { Checkboxes, RadioButtons } from './choices.ts';
import { DatePicker, DateTimePicker, TimePicker } from './date-inputs.ts';
import { Overflow } from './overflow.ts';
import { Select } from './select.ts';
import { TextInput } from './text-input.ts';

const components: Readonly<Record<string, FunctionComponent<ElementProps>>> = {
  button: Button,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  datepicker: DatePicker,
  timepicker: TimePicker,
  datetimepicker: DateTimePicker,
  overflow: Overflow,
  static_select: Select,
  external_select: Select,
  users_select: Select,
  channels_select: Select,
  conversations_select: Select,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  number_input: TextInput,
  url_text_input: TextInput,
};

/** Any interactive element; one that this page cannot draw says so. */
export function ElementView(props: ElementProps): View {
  const Component = components[props.element.type];
  if (Component === undefined) return html`<em class="unknown">${props.element.type} cannot be shown here</em>`;
  return html`<${Component} ...${props} />`;
}
