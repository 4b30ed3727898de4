import type { FunctionComponent } from 'preact';
import type { TextObject } from '../../elements.ts';
import type { LooseBlock } from '../../shapes.ts';
import { ElementView } from '../elements/element-view.ts';
import { html, type View } from '../html.ts';
import { Plain, Text } from '../mrkdwn-view.ts';
import type { DrawnBlock } from './block-shapes.ts';
import { ImageBlock, SmallImage } from './image.ts';
import { InputBlock } from './input-block.ts';
import { Markdown } from './markdown.ts';
import { RichText } from './rich-text.ts';
import { Table } from './table.ts';

interface Props {
  readonly block: DrawnBlock;
}

function Section({ block }: Props): View {
  const { accessory } = block;
  return html`<div class="section">
    <div class="section-main">
      ${block.text !== undefined && html`<div class="section-text"><${Text} of=${block.text} /></div>`}
      ${
        block.fields !== undefined &&
        html`<div class="fields">${block.fields.map((field) => html`<div class="field-text"><${Text} of=${field} /></div>`)}</div>`
      }
    </div>
    ${
      accessory !== undefined &&
      html`<div class="section-accessory">
      ${
        accessory.type === 'image'
          ? html`<${SmallImage} image=${accessory} size="thumbnail" />`
          : html`<${ElementView} element=${accessory} blockId=${block.block_id} dispatches=${true} />`
      }
    </div>`
    }
  </div>`;
}

function Actions({ block }: Props): View {
  return html`<div class="actions">
    ${(block.elements ?? []).map(
      (element) =>
        html`<${ElementView} key=${element.action_id} element=${element} blockId=${block.block_id} dispatches=${true} />`,
    )}
  </div>`;
}

function Context({ block }: Props): View {
  return html`<div class="context">
    ${(block.elements ?? []).map((element) =>
      (element.type as string) === 'image'
        ? html`<${SmallImage} image=${element} size="inline" />`
        : html`<span class="context-text"><${Text} of=${element as TextObject} /></span>`,
    )}
  </div>`;
}

const textOf = (block: DrawnBlock) => (typeof block.text === 'string' ? block.text : (block.text?.text ?? ''));

const components: Readonly<Record<string, FunctionComponent<Props>>> = {
  actions: Actions,
  context: Context,
  divider: () => html`<hr />`,
  header: ({ block }) => html`<h3 class="header"><${Plain} text=${textOf(block)} /></h3>`,
  image: ImageBlock,
  input: InputBlock,
  markdown: ({ block }) => html`<${Markdown} text=${textOf(block)} />`,
  rich_text: ({ block }) => html`<${RichText} parts=${block.elements ?? []} />`,
  section: Section,
  table: Table,
};

/** Blocks, top to bottom; a table moves to the end of its message, as in Slack. */
export function Blocks({ blocks }: { blocks: readonly LooseBlock[] }): View {
  const tablesLast = [...blocks].sort((one, other) => Number(one.type === 'table') - Number(other.type === 'table'));
  return html`<div class="blocks">
    ${tablesLast.map((block) => {
      const Component = components[block.type];
      if (Component === undefined) return html`<em class="unknown">${block.type} cannot be shown here</em>`;
      return html`<${Component} key=${block.block_id} block=${block as DrawnBlock} />`;
    })}
  </div>`;
}
