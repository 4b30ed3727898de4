import type { Element, TextObject } from '../../elements.ts';
import type { LooseBlock } from '../../shapes.ts';

/** A block with the fields that the page draws; which of them are there depends on the type. */
export interface DrawnBlock extends LooseBlock {
  readonly text?: TextObject | string;
  readonly fields?: readonly TextObject[];
  readonly accessory?: Element & ImageSource;
  readonly elements?: readonly (Element & TextObject & ImageSource & RichPart)[];
  readonly element?: Element;
  readonly label?: TextObject;
  readonly hint?: TextObject;
  readonly title?: TextObject;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  readonly image_url?: string;
  readonly slack_file?: { readonly id?: string; readonly url?: string };
  readonly alt_text?: string;
  readonly rows?: readonly (readonly Cell[])[];
  readonly column_settings?: readonly ({
    readonly align?: 'left' | 'center' | 'right';
    readonly is_wrapped?: boolean;
  } | null)[];
}

export interface ImageSource {
  readonly image_url?: string;
  readonly slack_file?: { readonly id?: string; readonly url?: string };
  readonly alt_text?: string;
}

export interface Cell {
  readonly type: 'raw_text' | 'raw_number' | 'rich_text';
  readonly text?: string;
  readonly elements?: readonly RichPart[];
}

/** A part of a rich_text block, from its sections down to its words. */
export interface RichPart {
  readonly type: string;
  readonly elements?: readonly RichPart[];
  readonly text?: string;
  readonly style?: string | RichStyle;
  readonly indent?: number;
  readonly url?: string;
  readonly name?: string;
  readonly user_id?: string;
  readonly channel_id?: string;
  readonly usergroup_id?: string;
  readonly range?: string;
  readonly timestamp?: number;
  readonly format?: string;
  readonly fallback?: string;
}

export interface RichStyle {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
}
