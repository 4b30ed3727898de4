import { drawHelp } from '../blocks/help.ts';
import { drawIncidentList } from '../blocks/incident-list.ts';
import { drawAnswer, drawRefusal } from '../blocks/refusal.ts';
import { say } from '../blocks/words/phrase.ts';
import { DispatchName } from '../src/domain/dispatch.ts';
import type { Refusal } from '../src/domain/verdict.ts';
import { actionsVerb } from './actions.ts';
import { answerVerdict, whisper } from './answer.ts';
import { beginClosingMeant, beginDeclaring, beginNoteForMeant } from './begin-form.ts';
import { mailVerb } from './mail.ts';
import { meantService, unknownService } from './meant-service.ts';
import { lookAtStatus, lookAtTimeline } from './show.ts';
import { takeWord, type Verb } from './verbs.ts';
import { settleIncident, takeIncident } from './which-incident.ts';

/** Everything that `/incident` can do. */
const verbs: Readonly<Record<string, Verb>> = {
  declare: declareIncident,
  status: (desk, heard, rest) => look(lookAtStatus, 'show-status', 'Status of')(desk, heard, rest),
  note: addNote,
  timeline: (desk, heard, rest) => look(lookAtTimeline, 'show-timeline', 'Timeline of')(desk, heard, rest),
  list: listIncidents,
  close: closeIncident,
  actions: actionsVerb,
  mail: mailVerb,
  retry: sendAgain,
  help: (desk, heard) => whisper(desk, heard, drawHelp('incident')),
};

export const incidentCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb !== undefined) return verb(desk, heard, rest);
  await whisper(desk, heard, word === '' ? drawHelp('incident') : drawHelp('incident', word.slice(0, 60)));
};

async function declareIncident(...[desk, heard, rest]: Parameters<Verb>): Promise<void> {
  const named = rest === '' ? null : meantService(desk, rest);
  if (rest !== '' && named === null) return whisper(desk, heard, drawRefusal([unknownService(desk, rest)]));
  await beginDeclaring(desk, heard, named?.name ?? null);
}

function look(see: typeof lookAtStatus, action: 'show-status' | 'show-timeline', does: string): Verb {
  return async (desk, heard, rest) => {
    const id = await settleIncident(desk, heard, takeIncident(rest).named, { action, does });
    if (id !== null) await whisper(desk, heard, await see(desk, id));
  };
}

/** With text the note is written at once; without, a form asks for it. */
async function addNote(...[desk, heard, rest]: Parameters<Verb>): Promise<void> {
  const { named, rest: text } = takeIncident(rest);
  if (text === '') return beginNoteForMeant(desk, heard, named);
  const incident = await settleIncident(desk, heard, named, { action: 'add-note', does: 'Note for' }, text);
  if (incident === null) return;
  const verdict = await desk.useCases.addNote(heard.asking, { incident, text });
  await answerVerdict(desk, heard, verdict, {
    written: text,
    granted: ({ id }) => drawAnswer([say`Your note is in the timeline of ${id}.`]),
  });
}

async function closeIncident(...[desk, heard, rest]: Parameters<Verb>): Promise<void> {
  await beginClosingMeant(desk, heard, takeIncident(rest).named);
}

/** `/incident retry [INC-7] mail/41`: a person has looked, and it did not arrive. */
async function sendAgain(...[desk, heard, rest]: Parameters<Verb>): Promise<void> {
  const { named, rest: name } = takeIncident(rest);
  const dispatch = DispatchName.safeParse(name).data;
  if (named === null || dispatch === undefined) return whisper(desk, heard, drawRefusal([unclearDispatch]));
  await answerVerdict(desk, heard, await desk.useCases.sendAgain(heard.asking, { incident: named, dispatch }), {
    written: rest,
    granted: () => drawAnswer([say`It is sent again now. The thread of ${named} says whether it arrived.`]),
  });
}

const unclearDispatch: Refusal = {
  code: 'bad-input',
  say: 'It is not clear what is to be sent again.',
  hint: 'As the thread says it: `/incident retry INC-7 mail/41`.',
};

async function listIncidents(...[desk, heard]: Parameters<Verb>): Promise<void> {
  await whisper(desk, heard, drawIncidentList(await desk.useCases.list({ liveOnly: false, limit: 20 })));
}
