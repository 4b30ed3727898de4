import type { ModalView } from '@slack/types';
import type { IncidentId } from '../../src/domain/ids.ts';
import { type PathOffer, pathWords } from '../../src/domain/path-choice.ts';
import { choiceInput, form, option, textInput } from '../kit/inputs.ts';
import { lines, section } from '../kit/texts.ts';
import { say, strong } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const choosePathFields = { path: 'path', rows: 'rows', commit: 'commit', why: 'why' } as const;

/** Every way back with what it does; those that are not possible say why. At least one of `offers` must be possible. */
export function drawChoosePathForm(incident: IncidentId, offers: readonly PathOffer[], metadata: string): ModalView {
  const page = { reader: privately, where: `recourse incident show ${incident}` };
  const possible = offers.filter((offer) => 'choice' in offer);
  const told = offers.map((offer) =>
    'choice' in offer
      ? say`• ${strong(pathWords[offer.path].title)}: ${pathWords[offer.path].does}`
      : say`• ${strong(pathWords[offer.path].title)}: not possible here. ${offer.whyNot}`,
  );
  return form({
    id: 'choose-path-form',
    title: 'Choose a way back',
    submit: 'Choose',
    metadata,
    blocks: [
      lines(told, page),
      section(
        say`Recourse will prepare and measure the chosen way and then propose a new plan for ${incident}. Earlier votes and objections no longer count, and nothing in production changes before the new vote.`,
        page,
      ),
      choiceInput({
        blockId: choosePathFields.path,
        label: 'Way back',
        options: possible.map(({ path }) => option(pathWords[path].title, path)),
      }),
      ...(possible.some(({ path }) => path === 'copy-back') ? [rowsInput] : []),
      ...(possible.some(({ path }) => path === 'app-rollback') ? [commitInput] : []),
      textInput({ blockId: choosePathFields.why, label: 'Why this one?', multiline: true }),
    ],
  });
}

/** One line that people can also write at night; it is read by the domain and answered where it is not understood. */
const rowsInput = textInput({
  blockId: choosePathFields.rows,
  label: `Which rows? (only for “${pathWords['copy-back'].title}”)`,
  hint: 'users, prompts since 14:05 · orders since yesterday 18:00 until 09:30 by created_at · all since 2 hours ago, changed too',
  optional: true,
});

const commitInput = textInput({
  blockId: choosePathFields.commit,
  label: `Which commit? (only for “${pathWords['app-rollback'].title}”)`,
  hint: 'Leave it empty for the last one that is known to have run before the failure.',
  optional: true,
  most: 64,
});
