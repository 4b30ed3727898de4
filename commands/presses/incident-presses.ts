import { drawReasonForm, type ReasonedAction } from '../../blocks/forms/reason-form.ts';
import { drawAnswer, drawRefusal } from '../../blocks/refusal.ts';
import { say, strong } from '../../blocks/words/phrase.ts';
import { titleFromName } from '../../blocks/words/steps.ts';
import type { ActionName } from '../../src/domain/card.ts';
import type { Choice } from '../../src/domain/decision.ts';
import type { Refusal } from '../../src/domain/verdict.ts';
import { answerVerdict, whisper } from '../answer.ts';
import {
  beginChoosingBackup,
  beginChoosingPath,
  beginClosing,
  beginCorrecting,
  beginNote,
  metadataFor,
} from '../begin-form.ts';
import { beginVote } from '../begin-vote.ts';
import { type PressClaim, readPressClaim } from '../claims.ts';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';
import { openForm } from '../show-form.ts';
import { type PressHandler, valueOfPress } from './press-handler.ts';

type Claimed = (desk: Desk, heard: Heard, claim: PressClaim) => Promise<void>;

/** Every button that does something to an incident. */
export const incidentPresses: Readonly<Record<ActionName, PressHandler>> = {
  approve: claiming(votes('approve')),
  refuse: claiming(votes('refuse')),
  hold: claiming(votes('hold')),
  object: claiming(reasons('object')),
  withdraw: claiming(reasons('withdraw')),
  'answer-contact': claiming(iAmHere),
  'add-note': claiming((desk, heard, { incident }) => beginNote(desk, heard, incident)),
  'correct-identification': claiming((desk, heard, { incident }) => beginCorrecting(desk, heard, incident)),
  'retry-step': claiming(retryStep),
  'mark-step-done': claiming(reasons('mark-step-done')),
  'undo-step': claiming(reasons('undo-step')),
  'choose-backup': claiming((desk, heard, { incident }) => beginChoosingBackup(desk, heard, incident)),
  'choose-path': claiming((desk, heard, { incident }) => beginChoosingPath(desk, heard, incident)),
  abandon: claiming(reasons('abandon')),
  close: claiming((desk, heard, { incident }) => beginClosing(desk, heard, incident)),
};

/** Reads what the button says it is about; what we did not draw is refused, and said so. */
function claiming(handle: Claimed): PressHandler {
  return async (desk, heard, press) => {
    const claim = readPressClaim(valueOfPress(press));
    if (claim !== null) return handle(desk, heard, claim);
    desk.log.warn({ once: heard.asking.once }, 'a button carried a value that we do not draw');
    await whisper(desk, heard, drawRefusal([unreadable]));
  };
}

const unreadable: Refusal = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/rollback` shows the decision as it stands, with buttons that work.',
};

function votes(choice: Choice): Claimed {
  return async (desk, heard, { revision, digest, ...claim }) => {
    if (revision !== undefined && digest !== undefined) {
      return beginVote(desk, heard, choice, { ...claim, revision, digest });
    }
    await whisper(desk, heard, drawRefusal([unreadable]));
  };
}

function reasons(action: ReasonedAction): Claimed {
  return async (desk, heard, { incident, service, step }) => {
    const about = { incident, service, action, ...(step === undefined ? {} : { step }) };
    const title = step === undefined ? null : titleFromName(step);
    await openForm(desk, heard, drawReasonForm(action, incident, title, metadataFor(heard, about)));
  };
}

async function retryStep(desk: Desk, heard: Heard, { incident, step }: PressClaim): Promise<void> {
  if (step === undefined) return whisper(desk, heard, drawRefusal([unreadable]));
  const verdict = await desk.useCases.settleStep(heard.asking, { incident, step, how: 'retry' });
  await answerVerdict(desk, heard, verdict, {
    granted: ({ id }) => drawAnswer([say`${strong(`${id}:`)} ${titleFromName(step)} is tried again.`]),
  });
}

async function iAmHere(desk: Desk, heard: Heard, { incident }: PressClaim): Promise<void> {
  const verdict = await desk.useCases.answerContact(heard.asking, { incident, how: 'pressed “I am here”' });
  await answerVerdict(desk, heard, verdict, {
    granted: ({ id }) =>
      drawAnswer([
        say`${strong('Thank you.')} Everybody can see now that you are here. The decision on ${id} waits in its channel.`,
      ]),
  });
}
