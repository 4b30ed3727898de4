import type { ModalView } from '@slack/types';
import type { IncidentId } from '../../src/domain/ids.ts';
import { type PathOffer, pathWords, type SwitchOffer } from '../../src/domain/path-choice.ts';
import { choiceInput, form, option, textInput } from '../kit/inputs.ts';
import { lines, section } from '../kit/texts.ts';
import { say, strong } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const choosePathFields = {
  path: 'path',
  rows: 'rows',
  from: 'from',
  switch: 'switch',
  commit: 'commit',
  why: 'why',
} as const;

/** Slack takes 100 options of a select. */
const SWITCHES_MOST = 100;

/** The input of a guard: one select each, so that each is a choice of its own (S4). */
export const guardField = (guard: string) => `guard-${guard}`;

/** Every way back with what it does; those that are not possible say why. At least one of `offers` must be possible. */
export function drawChoosePathForm(incident: IncidentId, offers: readonly PathOffer[], metadata: string): ModalView {
  const page = { reader: privately, where: `recourse incident show ${incident}` };
  const possible = offers.filter((offer) => 'choice' in offer);
  const told = offers.map((offer) =>
    'choice' in offer
      ? say`• ${strong(pathWords[offer.path].title)}: ${pathWords[offer.path].does}${warningOf(offer)}`
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
      ...possible.flatMap((offer) => (offer.path === 'down-scripts' ? [fromInput, ...guardInputs(offer)] : [])),
      ...switchInput(possible.flatMap(({ switches = [] }) => switches)),
      ...(possible.some(({ path }) => asksForCommit.has(path)) ? [commitInput] : []),
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

const fromInput = textInput({
  blockId: choosePathFields.from,
  label: `Back to before which migration? (only for “${pathWords['down-scripts'].title}”)`,
  hint: 'Its name or its number: it and all later ones are taken back, newest first. Empty: the one that was declared as failing, or else the newest.',
  optional: true,
  most: 200,
});

/** Asked only where there is more than one to choose from. */
function switchInput(offers: readonly SwitchOffer[]) {
  if (offers.length < 2) return [];
  return [
    choiceInput({
      blockId: choosePathFields.switch,
      label: 'Which switch? (only for switches)',
      hint: 'What is off because of this incident is switched on again; everything else is switched off.',
      optional: true,
      open: true,
      options: offers
        .slice(0, SWITCHES_MOST)
        .map(({ name, title, turn }) => option(`${title}: switch it ${turn}`, name)),
    }),
  ];
}

function guardInputs({ asks = [] }: Extract<PathOffer, { choice: unknown }>) {
  return asks.map(({ name, title, counted, options }) =>
    choiceInput({
      blockId: guardField(name),
      label: title,
      hint:
        counted ?? 'Counted in production when this way is prepared. Choose what becomes of them, if there are any.',
      optional: true,
      open: true,
      options: options.map((each) => option(each.title, each.name)),
    }),
  );
}

function warningOf({ warning }: Extract<PathOffer, { choice: unknown }>): string {
  if (warning === undefined || warning === null) return '';
  return ` ⚠️ Impossible as it was tried last: ${warning.replace(/[.;]?$/, '.')} Choosing it again rehearses it again; without a rehearsal that passes, nothing is put to the vote.`;
}

const asksForCommit: ReadonlySet<string> = new Set(['app-rollback', 'down-scripts', 'forward-fix']);

const commitInput = textInput({
  blockId: choosePathFields.commit,
  label: 'Which commit? (only where code goes back, or forward)',
  hint: 'Back: empty means the last one known to have run before. Forward: the commit with the corrective migration, if code goes with it.',
  optional: true,
  most: 64,
});
