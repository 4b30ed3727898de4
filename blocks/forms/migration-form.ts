import type { InputBlock, ModalView } from '@slack/types';
import { checklistItems } from '../../src/domain/migration-record.ts';
import { form, inputAction, option, textInput } from '../kit/inputs.ts';
import { plain, section } from '../kit/texts.ts';
import { say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const migrationFields = {
  checklist: 'checklist',
  standby: 'standby',
  standbyToo: 'standby-too',
  commit: 'commit',
  note: 'note',
  why: 'why',
} as const;

/** What people alone can tell before a migration; the rest the gate measures (P6). */
export function drawMigrationForm(given: {
  readonly title: string;
  readonly commit: string | null;
  readonly metadata: string;
}): ModalView {
  return form({
    id: 'migration-form',
    title: 'Begin a migration',
    submit: 'Open the gate',
    metadata: given.metadata,
    blocks: [
      section(
        say`${given.title}: Recourse compares, takes or finds a proved backup and rehearses on a copy. Production is only read.`,
        { reader: privately, where: 'recourse preflight' },
      ),
      checklistInput(),
      personInput(migrationFields.standby, 'Who stands by?'),
      personInput(migrationFields.standbyToo, 'And who else?'),
      textInput({
        blockId: migrationFields.commit,
        label: 'Commit that is deployed',
        optional: true,
        most: 80,
        ...(given.commit === null ? {} : { initial: given.commit }),
      }),
      textInput({ blockId: migrationFields.note, label: 'Note', multiline: true, optional: true }),
    ],
  });
}

function checklistInput(): InputBlock {
  return {
    type: 'input',
    block_id: migrationFields.checklist,
    label: plain('What is true?', 100),
    optional: true, // an unticked line is shown as such, to everybody
    element: {
      type: 'checkboxes',
      action_id: inputAction,
      options: Object.entries(checklistItems).map(([item, words]) => option(words, item)),
    },
  };
}

function personInput(blockId: string, label: string): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, 100),
    optional: true,
    element: { type: 'users_select', action_id: inputAction },
  };
}

/** Asks why, for what a person takes upon themselves. */
export function drawMigrationReasonForm(given: {
  readonly action: 'accept' | 'call-off';
  readonly number: number;
  readonly metadata: string;
}): ModalView {
  const accepts = given.action === 'accept';
  const means = accepts
    ? 'What it destroys is meant. Only a restore brings it back, and with it the state of the backup.'
    : 'The migration does not go ahead. Recourse changes nothing by this.';
  return form({
    id: 'migration-reason-form',
    title: accepts ? 'Accept the loss' : 'Call it off',
    submit: accepts ? 'Accept the loss' : 'Call it off',
    metadata: given.metadata,
    blocks: [
      section(say`Migration ${given.number}. ${means}`, { reader: privately, where: 'recourse preflight' }),
      textInput({ blockId: migrationFields.why, label: 'Why?', multiline: true, focus: true }),
    ],
  });
}
