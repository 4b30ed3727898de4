import type { ModalView } from '@slack/types';
import { AutoDeployWish } from '../../src/domain/auto-deploy.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { choiceInput, form, option, textInput } from '../kit/inputs.ts';

export const closeFields = { rootCause: 'root-cause', pathUsed: 'path-used', autoDeploys: 'auto-deploys' } as const;

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
      ...autoDeployInput(incident),
    ],
  });
}

/** Asked only where this incident switched something off: nobody else would think of it tomorrow. */
function autoDeployInput({ autoDeploys }: Incident): ModalView['blocks'] {
  const off = Object.entries(autoDeploys).map(([target, { setting }]) => `${target} (it was: ${setting})`);
  if (off.length === 0) return [];
  return [
    choiceInput({
      blockId: closeFields.autoDeploys,
      label: `Auto-deploy is off: ${off.join(', ')}`,
      hint: 'Recourse switched it off so that no push undoes the rollback. Once it is on again, the next push deploys.',
      options: [
        option('Switch it on again, as it was', AutoDeployWish.enum.release),
        option('Leave it off; I see to it', AutoDeployWish.enum['leave-off']),
      ],
    }),
  ];
}

function pathUsed({ decision, proposed, recoveredAt }: Incident): string {
  if (recoveredAt !== null && proposed !== null) return proposed.plan.path;
  if (decision?.choice === 'hold') return 'none: held';
  return decision?.choice === 'refuse' ? 'none: refused' : 'none';
}
