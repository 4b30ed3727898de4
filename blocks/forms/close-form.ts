import type { ModalView } from '@slack/types';
import type { Incident } from '../../src/domain/incident.ts';
import { form, textInput } from '../kit/inputs.ts';

export const closeFields = { rootCause: 'root-cause', pathUsed: 'path-used' } as const;

/** The two things that a report needs and only people know (G12). */
export function drawCloseForm(incident: Incident, metadata: string): ModalView {
  return form({
    id: 'close-form',
    title: `Close ${incident.id}`,
    submit: 'Close incident',
    metadata,
    blocks: [
      textInput({
        blockId: closeFields.rootCause,
        label: 'Root cause',
        hint: 'As far as it is known tonight. It can be corrected by a note later.',
        multiline: true,
        focus: true,
      }),
      textInput({
        blockId: closeFields.pathUsed,
        label: 'How was it recovered?',
        hint: 'For example: restore, forward fix, none.',
        most: 300,
        initial: pathUsed(incident),
      }),
    ],
  });
}

function pathUsed({ decision, proposed, recoveredAt }: Incident): string {
  if (recoveredAt !== null && proposed !== null) return proposed.plan.path;
  if (decision?.choice === 'hold') return 'none: held';
  return decision?.choice === 'refuse' ? 'none: refused' : 'none';
}
