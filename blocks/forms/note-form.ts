import type { ModalView } from '@slack/types';
import type { IncidentId, Instant } from '../../src/domain/ids.ts';
import { form, instantInput, textInput } from '../kit/inputs.ts';

export const noteFields = { text: 'text', occurredAt: 'occurred-at' } as const;

/** Something that belongs into the timeline. */
export function drawNoteForm(incident: IncidentId, now: Instant, metadata: string): ModalView {
  return form({
    id: 'note-form',
    title: `Note for ${incident}`,
    submit: 'Add',
    metadata,
    blocks: [
      textInput({ blockId: noteFields.text, label: 'Note', multiline: true, focus: true }),
      instantInput({ blockId: noteFields.occurredAt, label: 'When did it happen?', initial: now }),
    ],
  });
}
