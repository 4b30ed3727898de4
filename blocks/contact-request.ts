import type { CardFacts } from '../src/domain/card.ts';
import type { PersonId } from '../src/domain/ids.ts';
import type { Call } from '../src/domain/incident.ts';
import { roleNames } from '../src/domain/person.ts';
import { pressValue } from './action-ids.ts';
import { wholeStoryOf } from './cut.ts';
import { buttons } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, type Page } from './kit/texts.ts';
import { decisionClock } from './parts/window-part.ts';
import { call, channel, code, join, type Phrase, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** The direct message that asks the team lead to show up: one button, and what it does. */
export function drawContactRequest(facts: CardFacts, reader: Reader): Drawn {
  const { incident, service } = facts;
  const page: Page = { reader, where: wholeStoryOf(incident.id) };
  const title = `${incident.id}: ${service.title} needs you`;
  const body = [...what(facts), ...standIn(facts)];
  const press = iAmHere(facts);
  return draw(
    page,
    [say`${title}`, ...body, say`Button: I am here, ${incident.id}.`],
    [header(title), lines(body, page), buttons('contact', [press])],
  );
}

/** Only a team lead is stood in for, and only where somebody is on call. */
function standIn({ asked, deciders }: CardFacts): Phrase[] {
  const somebodyElse = asked === 'team-lead' && deciders.some(({ role }) => role === 'on-call');
  return somebodyElse ? [say`If you do not answer, the on-call engineer may decide in your place.`] : [];
}

/** The direct message that calls somebody whose rung has opened, with the reason why it did. */
export function drawRungCall(facts: CardFacts, { role, why }: Pick<Call, 'role' | 'why'>, reader: Reader): Drawn {
  const { incident, service } = facts;
  const page: Page = { reader, where: wholeStoryOf(incident.id) };
  const title = `${incident.id}: ${service.title} needs your decision`;
  const body = [
    say`You are called on to decide as ${roleNames[role]}. Why: ${saying(why)}`,
    say`What was seen: ${incident.declaration.seen}`,
    decisionClock(facts.window),
    say`${where(facts)} The card there has the buttons; ${code('/rollback')} shows it as well.`,
  ];
  return draw(
    page,
    [say`${title}`, ...body, say`Button: I am here, ${incident.id}.`],
    [header(title), lines(body, page), buttons('contact', [iAmHere(facts)])],
  );
}

/** The same as a mention in the channel, for everybody to see that it was tried. */
export function drawContactMention(facts: CardFacts, called: readonly PersonId[], reader: Reader): Drawn {
  const { incident, service } = facts;
  const page: Page = { reader, where: wholeStoryOf(incident.id) };
  const names = join(
    called.map((id) => say`${call(id)}`),
    ' ',
  );
  const body = [
    say`${names} ${strong(`${service.title} needs a decision on ${incident.id}.`)}`,
    decisionClock(facts.window),
  ];
  return draw(
    page,
    [...body, say`Button: I am here, ${incident.id}.`],
    [lines(body, page), buttons('contact', [iAmHere(facts)])],
  );
}

/** Once somebody answered, the message keeps its story and loses its button. */
export function drawContactSettled(facts: CardFacts, outcome: Phrase, reader: Reader): Drawn {
  const { incident, service } = facts;
  const page: Page = { reader, where: wholeStoryOf(incident.id) };
  const body = [say`${strong(`${incident.id}: ${service.title}`)}`, outcome, where(facts)];
  return draw(page, body, [lines(body, page)]);
}

function what(facts: CardFacts): Phrase[] {
  const { incident, service } = facts;
  return [
    say`An incident was declared for ${strong(service.title)} in ${service.environment}. What was seen: ${incident.declaration.seen}`,
    decisionClock(facts.window),
    where(facts),
    say`Please press the button if you are there. It only says that you are: it decides nothing.`,
  ];
}

function where({ incident }: CardFacts): Phrase {
  return say`Everything is in ${channel(incident.declaration.channel)}.`;
}

function iAmHere({ incident, service }: CardFacts) {
  return {
    actionId: 'answer-contact',
    label: `I am here ${incident.id}`,
    spoken: `I am here: answer for ${incident.id}`,
    value: pressValue({ incident: incident.id, service: service.name }),
    style: 'primary',
  } as const;
}
