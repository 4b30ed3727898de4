import type { CardFacts, DeciderLine } from '../../src/domain/card.ts';
import { roleNames } from '../../src/domain/person.ts';
import type { Page } from '../kit/texts.ts';
import { personWithRole } from '../words/people.ts';
import { either, type Phrase, say, saying, strong } from '../words/phrase.ts';
import { type Part, told } from './part.ts';

/** Who may decide now and why, who could later, and the proof: each attempt to reach the lead with its outcome. */
export function authorityPart(facts: CardFacts, page: Page): Part {
  const { incident, deciders, contactLines, approvals, review } = facts;
  const now = deciders.filter((line) => line.mayNow);
  const later = deciders.filter((line) => !line.mayNow);
  return told(page, [
    ...(now.length === 0 && incident.decision === null ? [say`${strong('Nobody may decide at this moment.')}`] : []),
    ...list('May decide now', now.map(deciderPhrase)),
    ...list('Not yet', later.map(deciderPhrase)),
    ...list(`Attempts to reach the ${roleNames[facts.asked]}`, contactLines.map(saying)),
    ...(approvals.needed > 1 ? [say`${strong('Approvals:')} ${approvals.given} of ${approvals.needed}.`] : []),
    ...(review === null ? [] : [say`${strong('Afterwards:')} ${saying(review)}`]),
  ]);
}

/** `Dana Kim (team lead) or Ada Obi (CTO)`; null where nobody may decide. */
export function mayDecideNow({ deciders }: CardFacts): Phrase | null {
  const now = deciders.filter((line) => line.mayNow);
  return now.length === 0 ? null : either(now.map((line) => personWithRole(line.person, line.role)));
}

function deciderPhrase(line: DeciderLine): Phrase {
  return line.say.includes(`<@${line.person}`)
    ? saying(line.say)
    : say`${personWithRole(line.person, line.role)}: ${saying(line.say)}`;
}

function list(title: string, phrases: readonly Phrase[]): Phrase[] {
  return phrases.length === 0 ? [] : [say`${strong(`${title}:`)}`, ...phrases.map((phrase) => say`• ${phrase}`)];
}
