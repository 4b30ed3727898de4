import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Instant } from '../../src/domain/ids.ts';
import { cutBetweenSigns } from '../../src/domain/kept-text.ts';
import type { FormId } from '../action-ids.ts';
import { limits } from '../limits.ts';
import { plain } from './texts.ts';

/** Every input's element is called this; inputs are told apart by their block. */
export const inputAction = 'value';

interface Asked {
  readonly blockId: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

function input(asked: Asked, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: asked.blockId,
    label: plain(asked.label, 2_000),
    element,
    optional: asked.optional ?? false,
    ...(asked.hint === undefined ? {} : { hint: plain(asked.hint, 2_000) }),
  };
}

/** One line or several; `most` characters, which Slack itself enforces while people type. */
export function textInput(
  asked: Asked & {
    readonly multiline?: boolean;
    readonly initial?: string;
    readonly most?: number;
    readonly focus?: boolean;
  },
): InputBlock {
  return input(asked, {
    type: 'plain_text_input',
    action_id: inputAction,
    multiline: asked.multiline ?? false,
    max_length: asked.most ?? limits.inputLength,
    ...(asked.initial === undefined || asked.initial === ''
      ? {}
      : { initial_value: cutBetweenSigns(asked.initial.toWellFormed(), asked.most ?? limits.inputLength) }),
    ...(asked.focus === true ? { focus_on_load: true } : {}),
  });
}

/** One of a few. `options` must not be empty; the only one is chosen already, unless it is `open` whether any is. */
export function choiceInput(
  asked: Asked & { readonly options: readonly PlainTextOption[]; readonly open?: boolean },
): InputBlock {
  const [only, ...more] = asked.options;
  const initial = only === undefined || more.length > 0 || asked.open === true ? {} : { initial_option: only };
  return input(asked, {
    type: 'static_select',
    action_id: inputAction,
    options: asked.options.slice(0, limits.selectOptions),
    ...initial,
  });
}

/** A day and a time in the person's own zone. */
export function instantInput(asked: Asked & { readonly initial?: Instant }): InputBlock {
  const initial =
    asked.initial === undefined ? {} : { initial_date_time: Math.floor(Date.parse(asked.initial) / 1000) };
  return input(asked, { type: 'datetimepicker', action_id: inputAction, ...initial });
}

export function option(text: string, value: string): PlainTextOption {
  return { text: plain(text, limits.optionText), value };
}

/** A form that nobody can submit yet: opened at once, because the right to open one lasts three seconds. */
export interface FormParts {
  readonly id: FormId;
  readonly title: string;
  /** Without it the form cannot be submitted. */
  readonly submit?: string;
  readonly blocks: ModalView['blocks'];
  readonly metadata: string;
}

export function form(parts: FormParts): ModalView {
  return {
    type: 'modal',
    callback_id: parts.id,
    title: plain(parts.title, limits.viewTitle),
    close: plain(parts.submit === undefined ? 'Close' : 'Cancel', limits.viewTitle),
    ...(parts.submit === undefined ? {} : { submit: plain(parts.submit, limits.viewTitle) }),
    blocks: parts.blocks.slice(0, limits.viewBlocks),
    private_metadata: parts.metadata,
  };
}
