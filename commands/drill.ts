import { drawDigest } from '../blocks/digest.ts';
import { drawAuthorityHistory, drawDrill, drawDrillHistory, drawDrillSchedule } from '../blocks/drill.ts';
import { drawHelp } from '../blocks/help.ts';
import type { Drawn } from '../blocks/kit/drawn.ts';
import { drawAnswer, drawRefusal } from '../blocks/refusal.ts';
import { channel, code, say, strong } from '../blocks/words/phrase.ts';
import { privately } from '../blocks/words/reader.ts';
import { AuthorityDrillId } from '../src/domain/authority-drill.ts';
import { lastAuthority } from '../src/domain/authority-record.ts';
import { DrillId } from '../src/domain/drill.ts';
import { toInstant } from '../src/domain/ids.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import type { Verdict } from '../src/domain/verdict.ts';
import { answerVerdict, whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { isRefusal, settleService } from './meant-service.ts';
import { takeWord, type Verb } from './verbs.ts';

type ForService = (desk: Desk, heard: Heard, service: ServicePolicy) => Promise<void>;

const verbs: Readonly<Record<string, ForService>> = {
  run: runDrill,
  report: showReport,
  history: showHistory,
  schedule: showSchedule,
};

/** `/drill run|authority|digest|report|history|schedule [service]` and `/drill done <drill> <what was done>`. */
export const drillCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  if (word === 'done') return finishFollowUp(desk, heard, rest);
  if (word === 'authority') return askAuthority(desk, heard, rest);
  if (word === 'digest') return showDigest(desk, heard, rest);
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) {
    const known = word === '' || word === 'help';
    return whisper(desk, heard, known ? drawHelp('drill') : drawHelp('drill', word.slice(0, 60)));
  }
  const service = settleService(desk, heard, rest);
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
  await verb(desk, heard, service);
};

async function runDrill(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const verdict = await desk.useCases.runDrill(heard.asking, service.name);
  await answerVerdict(desk, heard, verdict, {
    granted: ({ id }) =>
      drawAnswer([
        say`${strong(id)} begins. Its message in ${channel(service.channel)} shows how far it is; nothing of production is touched.`,
      ]),
  });
}

/** `/drill authority [service] [now]`: “now” asks people in their quiet hours as well. */
async function askAuthority(desk: Desk, heard: Heard, text: string): Promise<void> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const evenIfQuiet = words.at(-1)?.toLowerCase() === 'now';
  const service = settleService(desk, heard, (evenIfQuiet ? words.slice(0, -1) : words).join(' '));
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
  const verdict = await desk.useCases.askAuthority(heard.asking, { service: service.name, evenIfQuiet });
  await answerVerdict(desk, heard, verdict, {
    granted: ({ id }) =>
      drawAnswer([
        say`${strong(id)} begins: the people who would decide are asked in ${channel(service.channel)} and by direct message, each message under a drill banner. Nothing they press reaches production.`,
      ]),
  });
}

/** `/drill digest [service]`: the services of this channel, or all where it is nobody's. */
async function showDigest(desk: Desk, heard: Heard, text: string): Promise<void> {
  const all = desk.useCases.services();
  const named = text === '' ? null : settleService(desk, heard, text);
  if (named !== null && isRefusal(named)) return whisper(desk, heard, drawRefusal([named]));
  const here = all.filter(({ channel: where }) => where === heard.channel);
  const ofChannel = here.length > 0 ? here : all;
  const meant = named === null ? ofChannel : [named];
  const services = await Promise.all(meant.map((service) => desk.useCases.today(service)));
  await whisper(desk, heard, drawDigest({ services, at: toInstant(desk.now()) }, privately));
}

async function showReport(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const { newest, previous, authority } = await desk.useCases.drills(service);
  const decision = lastAuthority(authority);
  if (newest === null && decision === null) return whisper(desk, heard, drawAnswer([noDrill(service)]));
  const { title } = service;
  const drawn =
    newest === null
      ? drawAuthorityHistory({ title, service: service.name, authority }, privately)
      : drawDrill({ title, drill: newest, previous, authority: decision }, privately);
  await whisper(desk, heard, drawn);
}

async function showHistory(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  await whisper(desk, heard, await drillHistory(desk, service));
}

/** The last drills of a service, drawn for one person. */
export async function drillHistory(desk: Desk, service: ServicePolicy): Promise<Drawn> {
  const { drills, authority } = await desk.useCases.drills(service);
  return drawDrillHistory({ title: service.title, service: service.name, drills, authority }, privately);
}

async function showSchedule(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const { next, late } = await desk.useCases.drills(service);
  const { title, name, drill, time_zone: own } = service;
  const { schedule, time_zone: timeZone = own, oldest_every: oldestEvery } = drill;
  const facts = { title, service: name, schedule, timeZone, oldestEvery, next, late };
  await whisper(desk, heard, drawDrillSchedule(facts, { ...privately, timeZone }));
}

async function finishFollowUp(desk: Desk, heard: Heard, text: string): Promise<void> {
  const { word, rest } = takeWord(text);
  const named = word.replaceAll('`', '');
  const [restore, decision] = [DrillId.safeParse(named).data, AuthorityDrillId.safeParse(named).data];
  const done = rest.trim().slice(0, 3_000);
  if ((restore === undefined && decision === undefined) || done === '')
    return whisper(desk, heard, drawRefusal([nameWhatWasDone], text));
  const verdict: Verdict<{ readonly id: string }> =
    decision === undefined
      ? await desk.useCases.finishFollowUp(heard.asking, { id: restore as DrillId, say: done })
      : await desk.useCases.finishAuthorityFollowUp(heard.asking, { id: decision, say: done });
  await answerVerdict(desk, heard, verdict, {
    granted: ({ id }) => drawAnswer([say`☑ The follow-up of ${strong(id)} is done, and kept with its report.`]),
    written: rest,
  });
}

const nameWhatWasDone = {
  code: 'bad-input',
  say: 'It is not clear which follow-up is done, or what was done.',
  hint: 'For example: `/drill done promptrefine-drill-3 the key on this machine was replaced`.',
} as const;

function noDrill({ title }: ServicePolicy) {
  return say`No drill of ${title} was held yet: ${code('/drill run')} holds one now.`;
}
