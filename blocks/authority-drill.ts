import type { AuthorityDrillId } from '../src/domain/authority-drill.ts';
import type { AuthorityRecord } from '../src/domain/authority-record.ts';
import type { CardFacts } from '../src/domain/card.ts';
import type { Instant, PersonId, ServiceName } from '../src/domain/ids.ts';
import type { AuthorityDrillAction } from './action-ids.ts';
import { buttons, type Press } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { authorityPart } from './parts/authority-part.ts';
import { decisionClock } from './parts/window-part.ts';
import {
  authorityFollowUpPhrases,
  authorityOutcome,
  authorityPhrases,
  authoritySigns,
  drillBanner,
} from './words/authority-drill.ts';
import { call, channel, code, instant, join, type Phrase, person, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** An authority drill as people are shown it; `facts` are those of the pretended incident, while it is open. */
export interface AuthorityDrillFacts {
  readonly title: string;
  readonly drill: AuthorityRecord;
  readonly facts: CardFacts | null;
}

/** What a button of a drill says back. It names no incident, so nothing real can be meant by it. */
export interface AuthorityPress {
  readonly drill: AuthorityDrillId;
  readonly service: ServiceName;
}

const notReal = say`${strong('This is a drill. Nothing has happened, and whatever you press here changes nothing.')}`;

/** The one card of an authority drill in the channel, kept up to date; after its end its report. */
export function drawAuthorityDrill({ title, drill, facts }: AuthorityDrillFacts, reader: Reader): Drawn {
  const page = pageOf(drill, reader);
  if (drill.report !== null || facts === null) return drawReport(title, drill, page);
  const head = `${drillBanner}: a decision on ${title}`;
  const body = [
    notReal,
    say`Pretend that a migration has just destroyed data of ${strong(title)}, and press what you would press. Measured is whether a decision comes in time.`,
    decisionClock(facts.window),
  ];
  const who = authorityPart(facts, page);
  const presses = decisionPresses(drill, title);
  const named = say`Buttons: ${presses.map(({ label }) => label).join(', ')}.`;
  return draw(
    page,
    [say`${head}`, ...body, ...who.spoken, named],
    [header(head), lines(body, page), ...who.blocks, buttons('drill', presses), context(aboutPhrase(drill), page)],
  );
}

function drawReport(title: string, drill: AuthorityRecord, page: Page): Drawn {
  const head = `${drillBanner}: the decision drill of ${title} is over`;
  const body = authorityPhrases(drill);
  return draw(page, [say`${head}`, ...body], [header(head), lines(body, page), context(aboutPhrase(drill), page)]);
}

/** The direct message of an attempt, and of a rung that opens: the same as a real one's, under the banner. */
export function drawDrillRequest(
  { title, drill, facts }: AuthorityDrillFacts & { readonly facts: CardFacts },
  why: string | null,
  reader: Reader,
): Drawn {
  const page = pageOf(drill, reader);
  const head = `${drillBanner}: ${title} would need you`;
  const body = [
    notReal,
    ...(why === null ? [] : [say`You are called on to decide. Why: ${saying(why)}`]),
    decisionClock(facts.window),
    say`The card with the buttons is in ${channel(facts.incident.declaration.channel)}. If you are there, please press the button: it only says that you are.`,
  ];
  return draw(
    page,
    [say`${head}`, ...body, say`Button: I am here, drill.`],
    [header(head), lines(body, page), buttons('drill', [herePress(drill, title)])],
  );
}

/** The same as a mention in the channel. */
export function drawDrillMention(
  { title, drill, facts }: AuthorityDrillFacts & { readonly facts: CardFacts },
  called: readonly PersonId[],
  reader: Reader,
): Drawn {
  const page = pageOf(drill, reader);
  const names = join(
    called.map((id) => say`${call(id)}`),
    ' ',
  );
  const body = [
    say`${strong(drillBanner)} ${names} ${title} would need a decision. Nothing has happened.`,
    decisionClock(facts.window),
  ];
  return draw(
    page,
    [...body, say`Button: I am here, drill.`],
    [lines(body, page), buttons('drill', [herePress(drill, title)])],
  );
}

/**
 * A drill that found something calls whoever looks after it: the card is edited, and an edit calls nobody. Null where
 * there is nothing to tell.
 */
export function drawDrillFound({ title, drill }: Omit<AuthorityDrillFacts, 'facts'>, reader: Reader): Drawn | null {
  const { report, followUp } = drill;
  if (report === null || report.result === 'in-time' || report.result === 'ended-by-incident') return null;
  const page = pageOf(drill, reader);
  const owner = followUp?.owner ?? null;
  const whom = owner === null ? say`` : say` ${call(owner)}`;
  const next =
    followUp === null
      ? say`Nothing is known about people. ${code(`/drill authority ${drill.service}`)} asks them again.`
      : say`${followUp.say}`;
  const body = [
    say`${strong(`${drillBanner}: ${title}.`)}${whom} ${authoritySigns[report.result]} ${authorityOutcome(report)}.`,
    next,
    ...authorityFollowUpPhrases(drill),
  ];
  return draw(page, body, [lines(body, page)]);
}

/** Once its drill is over a message keeps its story and loses its button. */
export function drawDrillSettled({ title, drill }: Omit<AuthorityDrillFacts, 'facts'>, reader: Reader): Drawn {
  const page = pageOf(drill, reader);
  const body = [say`${strong(`${drillBanner}: ${title}.`)} It is over; thank you. Its report is in the channel.`];
  return draw(page, body, [lines(body, page)]);
}

const waitsFor = {
  incident: say`An incident is open, and no drill begins beside one. Close it once production is back.`,
  'nobody-to-ask': say`It is not known who holds the role that is asked first: look at ${code('authority.roles')} of this service.`,
  'quiet-hours': say`It is night or weekend for somebody on the ladder at every hour (${code('drill.quiet_hours')}).`,
} as const;

/** A drill that its calendar asks for and that never begins is told as that. */
export function drawDrillWaiting(
  given: {
    readonly service: ServiceName;
    readonly title: string;
    readonly due: Instant;
    readonly why: keyof typeof waitsFor;
  },
  reader: Reader,
): Drawn {
  const { service, title, due, why } = given;
  const page = { reader, where: `recourse drill history ${service}` };
  const body = [
    say`${strong(`${title}: the decision is not practised.`)} 🔴 A drill of it was due ${instant(due)}, and nobody was asked since.`,
    waitsFor[why],
    say`${code(`/drill authority ${service} now`)} asks at once, at whatever hour.`,
  ];
  return draw(page, body, [lines(body, page)]);
}

function pageOf({ service, id }: AuthorityRecord, reader: Reader): Page {
  return { reader, where: `recourse drill report ${service} ${id}` };
}

function decisionPresses(drill: AuthorityRecord, title: string): readonly Press[] {
  const press = (actionId: AuthorityDrillAction, label: string, style?: Press['style']): Press => ({
    ...{ actionId, label, spoken: `${label}: ${title}, nothing happens`, value: pressOf(drill) },
    ...(style === undefined ? {} : { style }),
  });
  return [
    press('drill-approve', 'DRILL: approve rollback', 'primary'),
    press('drill-refuse', 'DRILL: refuse rollback'),
    press('drill-hold', 'DRILL: hold'),
    herePress(drill, title),
  ];
}

function herePress(drill: AuthorityRecord, title: string): Press {
  const label = 'DRILL: I am here';
  return { actionId: 'drill-here', label, spoken: `${label}, ${title}`, value: pressOf(drill) };
}

function pressOf({ id, service }: AuthorityRecord): string {
  return JSON.stringify({ drill: id, service } satisfies AuthorityPress);
}

function aboutPhrase({ id, reason, askedBy, askedAt }: AuthorityRecord): Phrase {
  const why = {
    'with-drill': say`goes with the practised restore`,
    schedule: say`held by its schedule`,
    'by-hand': askedBy.kind === 'person' ? say`asked for by ${person(askedBy.id)}` : say`asked for`,
  };
  return say`${code(id)} · ${why[reason]} ${instant(askedAt)}`;
}
