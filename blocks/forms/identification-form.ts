import type { ModalView } from '@slack/types';
import type { IncidentId, Instant } from '../../src/domain/ids.ts';
import { form, instantInput, textInput } from '../kit/inputs.ts';

export const identificationFields = { identifiedAt: 'identified-at', why: 'why' } as const;

/** Corrects the instant from which the decision window counts, until the first vote. */
export function drawIdentificationForm(incident: IncidentId, stands: Instant, metadata: string): ModalView {
  return form({
    id: 'identification-form',
    title: 'Correct the time',
    submit: 'Correct',
    metadata,
    blocks: [
      instantInput({
        blockId: identificationFields.identifiedAt,
        label: `When was ${incident} identified?`,
        hint: 'The decision window moves with it. Possible until the first vote; the journal keeps both.',
        initial: stands,
      }),
      textInput({ blockId: identificationFields.why, label: 'How do you know?', multiline: true }),
    ],
  });
}
