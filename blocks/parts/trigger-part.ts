import type { CardFacts } from '../../src/domain/card.ts';
import type { Page } from '../kit/texts.ts';
import { inheritedPhrase } from '../words/migrations.ts';
import { type Phrase, say, saying, strong } from '../words/phrase.ts';
import { type Part, told } from './part.ts';

/** What speaks for, what against, where policy is silent, and the recommendation with the rules behind it. */
export function triggerPart({ triggers, incident }: CardFacts, page: Page): Part {
  const { during } = incident.declaration;
  return told(page, [
    recommendation(triggers),
    ...(during === undefined ? [] : [inheritedPhrase(during)]),
    ...list('Speaks for rolling back', triggers.forRollback),
    ...list('Speaks against', triggers.against),
    ...list('Policy says nothing about', triggers.silent),
  ]);
}

export function recommendation({ recommendation: given }: CardFacts['triggers']): Phrase {
  return given.choice === 'none'
    ? say`${strong('No recommendation.')} ${saying(given.say)}`
    : say`${strong('Recommended:')} ${saying(given.say)}`;
}

function list(title: string, items: readonly string[]): Phrase[] {
  return items.length === 0 ? [] : [say`${strong(`${title}:`)}`, ...items.map((item) => say`• ${saying(item)}`)];
}
