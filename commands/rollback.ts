import { drawHelp } from '../blocks/help.ts';
import { drawRefusal } from '../blocks/refusal.ts';
import { drawWho } from '../blocks/who.ts';
import { whisper } from './answer.ts';
import { beginChoosingPathMeant } from './begin-form.ts';
import { isRefusal, settleService } from './meant-service.ts';
import { lookAtDecision, lookAtOptions } from './show.ts';
import { takeWord, type Verb } from './verbs.ts';
import { settleIncident, takeIncident } from './which-incident.ts';

/** `/rollback`: the decision of an incident, or who may make one. */
export const rollbackCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  if (word === 'who') return showWho(desk, heard, rest);
  if (word === 'options') return showOptions(desk, heard, rest);
  if (word === 'path') return beginChoosingPathMeant(desk, heard, takeIncident(rest).named);
  if (word === 'help') return whisper(desk, heard, drawHelp('rollback'));
  const { named, rest: further } = takeIncident(text);
  if (further !== '') return whisper(desk, heard, drawHelp('rollback', text.trim().slice(0, 60)));
  const id = await settleIncident(desk, heard, named, { action: 'show-decision', does: 'Decision on' });
  if (id !== null) await whisper(desk, heard, await lookAtDecision(desk, id));
};

const showOptions: Verb = async (desk, heard, rest) => {
  const id = await settleIncident(desk, heard, takeIncident(rest).named, {
    action: 'show-options',
    does: 'Ways back of',
  });
  if (id !== null) await whisper(desk, heard, await lookAtOptions(desk, id));
};

const showWho: Verb = async (desk, heard, rest) => {
  const service = settleService(desk, heard, rest);
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
  await whisper(desk, heard, drawWho(service.title, await desk.useCases.who(service.name)));
};
