import { drawFollowUps } from '../blocks/follow-ups.ts';
import { drawHelp } from '../blocks/help.ts';
import { drawAnswer, drawRefusal } from '../blocks/refusal.ts';
import { say } from '../blocks/words/phrase.ts';
import type { IncidentId } from '../src/domain/ids.ts';
import { PersonId, toInstant } from '../src/domain/ids.ts';
import { Duration } from '../src/domain/policy-file/measures.ts';
import type { Refusal } from '../src/domain/verdict.ts';
import type { FollowUpAct } from '../src/services/aftercare/settle-follow-up.ts';
import { answerVerdict, whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { takeWord, type Verb } from './verbs.ts';
import { takeIncident } from './which-incident.ts';

/** `/incident actions [done|assign|due|add] [INC-7] …`: what is left to do after incidents (P10). */
export const actionsVerb: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  const isAct = Object.hasOwn(readers, word);
  const { named, rest: said } = takeIncident(isAct ? rest : text);
  if (!isAct)
    return said === '' ? listThem(desk, heard, named) : whisper(desk, heard, drawHelp('incident', `actions ${word}`));
  const act = readers[word]?.(said) ?? null;
  if (act === null) return whisper(desk, heard, drawRefusal([unclear]));
  const incident = named ?? (await onlyOneThatIsOpen(desk, heard));
  if (incident === null) return whisper(desk, heard, drawRefusal([nameOne]));
  await answerVerdict(desk, heard, await desk.useCases.settleFollowUp(heard.asking, { incident, act }), {
    written: said,
    granted: ({ id }) => drawAnswer([say`Written down for ${id}.`]),
  });
};

async function listThem(desk: Desk, heard: Heard, named: IncidentId | null): Promise<void> {
  const all = await desk.useCases.followUps(servicesHere(desk, heard));
  const wanted = named === null ? all : all.filter(({ incident }) => incident === named);
  await whisper(desk, heard, drawFollowUps(wanted, toInstant(desk.now())));
}

async function onlyOneThatIsOpen(desk: Desk, heard: Heard): Promise<IncidentId | null> {
  const [only, another] = await desk.useCases.followUps(servicesHere(desk, heard));
  return another === undefined ? (only?.incident ?? null) : null;
}

/** Those of this channel; where it is no service's, all. */
function servicesHere(desk: Desk, heard: Heard) {
  const all = desk.useCases.services();
  const here = all.filter(({ channel }) => channel === heard.channel);
  return (here.length > 0 ? here : all).map(({ name }) => name);
}

const readers: Readonly<Record<string, (said: string) => FollowUpAct | null>> = {
  done: (said) => {
    const { number, rest } = takeNumber(said);
    return number === null ? null : { kind: 'done', number, ...(rest === '' ? {} : { how: rest }) };
  },
  assign: (said) => {
    const { number, rest } = takeNumber(said);
    const to = PersonId.safeParse(/^<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>$/.exec(rest)?.[1] ?? rest).data;
    return number === null || to === undefined ? null : { kind: 'assign', number, to };
  },
  due: (said) => {
    const { number, rest } = takeNumber(said);
    const inMs = Duration.safeParse(rest).data;
    return number === null || inMs === undefined ? null : { kind: 'due', number, inMs };
  },
  add: (said) => (said === '' ? null : { kind: 'add', title: said }),
};

function takeNumber(said: string): { readonly number: number | null; readonly rest: string } {
  const { word, rest } = takeWord(said);
  return { number: /^[1-9][0-9]{0,2}$/.test(word) ? Number(word) : null, rest };
}

const unclear: Refusal = {
  code: 'bad-input',
  say: 'That is not clear to Recourse. Nothing was written down.',
  hint: '`/incident actions done INC-7 2 how`, `assign INC-7 2 @person`, `due INC-7 2 3d`, or `add INC-7 text`.',
};

const nameOne: Refusal = {
  code: 'unknown-incident',
  say: 'It is not clear which incident you mean.',
  hint: 'Name it: `/incident actions done INC-7 2`. `/incident actions` lists what is open.',
};
