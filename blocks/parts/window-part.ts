import type { CardFacts } from '../../src/domain/card.ts';
import type { Page } from '../kit/texts.ts';
import { lateWords } from '../words/decisions.ts';
import { durationOf } from '../words/numbers.ts';
import { instant, type Phrase, say, saying, strong } from '../words/phrase.ts';
import { type Part, told } from './part.ts';

/** The two clocks, told apart and never as "minutes left", which would be wrong a minute later. */
export function windowPart({ window }: CardFacts, page: Page): Part {
  return told(page, [decisionClock(window), fixForwardClock(window)]);
}

/** `Decide by 16:00. The window counts from 15:30, identified as Sam said when declaring it.` */
export function decisionClock(window: CardFacts['window']): Phrase {
  const closes = instant(window.closesAt);
  const counts = say`The window counts from ${instant(window.opensAt)}, ${saying(window.opensSay)}.`;
  switch (window.standing) {
    case 'open':
    case 'closing':
      return say`${strong('Decide by')} ${closes}. ${counts}`;
    case 'lapsed':
      return say`${strong('The decision window closed')} ${closes}, without a decision. Nothing was approved or refused. ${lateWords[window.lateDecision]}`;
    case 'decided':
      return say`The decision window ran until ${closes}. ${counts}`;
  }
}

/** The same for a headline, where only the end matters. */
export function shortClock(window: CardFacts['window']): Phrase {
  const due = window.standing === 'open' || window.standing === 'closing';
  return due ? say`${strong('Decide by')} ${instant(window.closesAt)}.` : decisionClock(window);
}

function fixForwardClock(window: CardFacts['window']): Phrase {
  return window.fixForwardSpent
    ? say`${strong('Time to fix it forward:')} used up since ${instant(window.fixForwardEndsAt)}.`
    : say`${strong('Time to fix it forward')} ends ${instant(window.fixForwardEndsAt)}.`;
}

/** How old the backup was when the failure was seen: this does not change while people think. */
export function ageAtFailure(snapshotAt: string, identifiedAt: string): string {
  const ms = Date.parse(identifiedAt) - Date.parse(snapshotAt);
  return ms >= 0
    ? `${durationOf(ms)} before the failure was identified`
    : `${durationOf(-ms)} AFTER the failure was identified`;
}
