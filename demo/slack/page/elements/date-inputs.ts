import { zonedEpoch, zonedLocal } from '../dates.ts';
import { html, type View } from '../html.ts';
import { useReader } from '../reader.ts';
import { type ElementProps, useEntry } from '../surface.ts';

const valueIn = (event: Event) => (event.currentTarget as HTMLInputElement).value;

/** A day. */
export function DatePicker(props: ElementProps): View {
  const { element, label } = props;
  const [entry, change] = useEntry(props);
  const value = entry === undefined ? element.initial_date : (entry.selected_date ?? '');
  const pick = (event: Event) => change({ type: element.type, selected_date: valueIn(event) || null });
  return html`<input class="field field-short" type="date" aria-label=${label ?? 'Date'} value=${value} onChange=${pick} />`;
}

/** A time of day. */
export function TimePicker(props: ElementProps): View {
  const { element, label } = props;
  const [entry, change] = useEntry(props);
  const value = entry === undefined ? element.initial_time : (entry.selected_time ?? '');
  const pick = (event: Event) => change({ type: element.type, selected_time: valueIn(event) || null });
  return html`<input class="field field-short" type="time" aria-label=${label ?? 'Time'} value=${value} onChange=${pick} />`;
}

/** An instant, entered on the clocks of the acting person's time zone. */
export function DateTimePicker(props: ElementProps): View {
  const { element, label } = props;
  const { me } = useReader();
  const [entry, change] = useEntry(props);
  const epoch = entry === undefined ? element.initial_date_time : (entry.selected_date_time ?? undefined);
  const pick = (event: Event) => {
    const local = valueIn(event);
    change({ type: element.type, selected_date_time: local === '' ? null : zonedEpoch(local, me.tz) });
  };
  return html`<span class="zoned">
    <input
      class="field field-short"
      type="datetime-local"
      aria-label=${label ?? 'Date and time'}
      value=${epoch === undefined ? '' : zonedLocal(epoch, me.tz)}
      onChange=${pick}
    />
    <small>${me.tz.replace('_', ' ')} time</small>
  </span>`;
}
