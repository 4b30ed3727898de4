import type { ModalView } from '@slack/types';
import type { IncidentId } from '../../src/domain/ids.ts';
import { wholeStoryOf } from '../cut.ts';
import { form, textInput } from '../kit/inputs.ts';
import { section } from '../kit/texts.ts';
import { say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const reasonFields = { why: 'why' } as const;

/** Actions that need nothing but a person's reason. */
export const reasonedActions = ['object', 'withdraw', 'mark-step-done', 'undo-step', 'abandon'] as const;
export type ReasonedAction = (typeof reasonedActions)[number];

interface Words {
  readonly title: string;
  readonly submit: string;
  readonly means: string;
  readonly label: string;
}

const words: Readonly<Record<ReasonedAction, Words>> = {
  object: {
    title: 'Object',
    submit: 'Object',
    means: 'Steps that have not begun will not begin. What has happened already stays as it is.',
    label: 'What is wrong with this plan?',
  },
  withdraw: {
    title: 'Withdraw',
    submit: 'Withdraw',
    means:
      'What you said last is taken back: your objection, else your vote on this plan. A decision that has been made stays made; only a single operator may take theirs back while its pause runs.',
    label: 'Why do you take it back?',
  },
  'mark-step-done': {
    title: 'It was done',
    submit: 'Mark as done',
    means:
      'Recourse will not run this step again and goes on with the next one. Please be sure that its effect is there.',
    label: 'How do you know that it was done?',
  },
  'undo-step': {
    title: 'Take the step back',
    submit: 'Take it back',
    means: 'Recourse takes back what this step did and stops there.',
    label: 'Why?',
  },
  abandon: {
    title: 'Stop the recovery',
    submit: 'Stop it',
    means:
      'No further step begins. Writes that were stopped are allowed again, and the incident stays open for another decision.',
    label: 'Why do you stop it?',
  },
};

/** Says what will happen, and asks why. */
export function drawReasonForm(
  action: ReasonedAction,
  incident: IncidentId,
  step: string | null,
  metadata: string,
): ModalView {
  const { title, submit, means, label } = words[action];
  const about = step === null ? incident : `${incident}, step “${step}”`;
  return form({
    id: 'reason-form',
    title,
    submit,
    metadata,
    blocks: [
      section(say`${about}. ${means}`, { reader: privately, where: wholeStoryOf(incident) }),
      textInput({ blockId: reasonFields.why, label, multiline: true, focus: true }),
    ],
  });
}
