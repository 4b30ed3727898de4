import { html, type View } from '../html.ts';
import type { Cell, DrawnBlock } from './block-shapes.ts';
import { RichText } from './rich-text.ts';

/** A table; its first row is the head, as in Slack. */
export function Table({ block }: { block: DrawnBlock }): View {
  const [head = [], ...rows] = block.rows ?? [];
  const align = (column: number) => {
    const { align: textAlign = 'left', is_wrapped: wraps = false } = block.column_settings?.[column] ?? {};
    return wraps ? { textAlign, whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: '7em' } : { textAlign };
  };
  const cell = (each: Cell) =>
    each.type === 'rich_text' ? html`<${RichText} parts=${each.elements ?? []} />` : each.text;
  return html`<div class="table">
    <table>
      <thead>
        <tr>${head.map((each, column) => html`<th style=${align(column)}>${cell(each)}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<tr>${row.map((each, column) => html`<td style=${align(column)}>${cell(each)}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}
