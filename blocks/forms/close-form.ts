import type { ModalView } from '@slack/types';
import { AutoDeployWish } from '../../src/domain/auto-deploy.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MilestoneName } from '../../src/domain/postmortem.ts';
import { heldSwitches, SwitchWish } from '../../src/domain/switches.ts';
import { cutText } from '../cut.ts';
import { choiceInput, form, option, textInput } from '../kit/inputs.ts';
import { type Page, section } from '../kit/texts.ts';
import { say, strong } from '../words/phrase.ts';
import { milestoneWords } from '../words/postmortem/measures-part.ts';
import { privately } from '../words/reader.ts';

const page: Page = { reader: privately, where: 'recourse incident postmortem' };

export const closeFields = {
  rootCause: 'root-cause',
  pathUsed: 'path-used',
  wentWell: 'went-well',
  wentBadly: 'went-badly',
  autoDeploys: 'auto-deploys',
  switches: 'switches',
} as const;

/** What a report needs and only people know (G12), under what the journal lacks. */
export function drawCloseForm(incident: Incident, missing: readonly MilestoneName[], metadata: string): ModalView {
  return form({
    id: 'close-form',
    title: `Close ${incident.id}`,
    submit: 'Close incident',
    metadata,
    blocks: [
      ...missingNote(missing),
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
      textInput({
        blockId: closeFields.wentWell,
        label: 'What went well?',
        hint: 'For the post-mortem. Tomorrow is early enough: a note can add it.',
        multiline: true,
        optional: true,
      }),
      textInput({ blockId: closeFields.wentBadly, label: 'What went badly?', multiline: true, optional: true }),
      ...autoDeployInput(incident),
      ...switchInput(incident),
    ],
  });
}

/** Named, not demanded: what nobody wrote down at night may still be found, and an incident must be closable. */
function missingNote(missing: readonly MilestoneName[]): ModalView['blocks'] {
  if (missing.length === 0) return [];
  const named = missing.map((name) => milestoneWords[name].toLowerCase()).join(', ');
  return [
    section(
      say`⚠️ ${strong('The journal does not say when:')} ${named}. The post-mortem will say that it is missing. If you know it, add a note with its time first.`,
      page,
    ),
  ];
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

/** The same for a feature or the use of a third party. */
function switchInput({ switches }: Incident): ModalView['blocks'] {
  const off = heldSwitches(switches).map(({ title }) => title);
  if (off.length === 0) return [];
  return [
    choiceInput({
      blockId: closeFields.switches,
      label: cutText(`Still switched off: ${off.join(', ')}`, 200),
      hint: 'Recourse switched it off for this incident. On by hand here, nothing that failed is retried.',
      options: [
        option('Switch it on again, as it was', SwitchWish.enum['switch-on']),
        option('Leave it off; I see to it', SwitchWish.enum['leave-off']),
      ],
    }),
  ];
}

function pathUsed({ decision, proposed, recoveredAt }: Incident): string {
  if (recoveredAt !== null && proposed !== null) return proposed.plan.path;
  if (decision?.choice === 'hold') return 'none: held';
  return decision?.choice === 'refuse' ? 'none: refused' : 'none';
}
