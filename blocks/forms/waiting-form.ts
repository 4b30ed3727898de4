import type { ModalView } from '@slack/types';
import type { FormId } from '../action-ids.ts';
import { form } from '../kit/inputs.ts';
import { section } from '../kit/texts.ts';
import { type Phrase, say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

const page = { reader: privately, where: 'recourse --help' };

/** Opened within the three seconds that Slack allows, and filled as soon as the facts are read. */
export function waitingForm(id: FormId, title: string, metadata: string, waitingFor: string): ModalView {
  return form({ id, title, metadata, blocks: [section(say`⏳ ${waitingFor}`, page)] });
}

/** Says in an open form why there is nothing to fill in, and what to do instead. */
export function explainingForm(id: FormId, title: string, metadata: string, phrases: readonly Phrase[]): ModalView {
  return form({ id, title, metadata, blocks: phrases.map((phrase) => section(phrase, page)) });
}
