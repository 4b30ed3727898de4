import type { Refusal } from '../src/domain/verdict.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, output, type Page } from './kit/texts.ts';
import { code, type Phrase, say, saying, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse --help' };

/**
 * Everything that a refused person gets back: what, why, next, and what they had written.
 * @param above said before all of it: that a drill is not real
 */
export function drawRefusal(reasons: readonly Refusal[], written?: string, above: readonly Phrase[] = []): Drawn {
  const several = reasons.length > 1;
  const told = reasons.flatMap((reason): Phrase[] => [
    say`${several ? '• ' : ''}${saying(reason.say)}`,
    say`${several ? '   ' : ''}${strong('Next:')} ${saying(reason.hint)}`,
  ]);
  return answer([...above, say`${strong('Nothing was changed.')}`, ...told], written);
}

/** What went wrong on our side, with the next move. `repeatable` words whether pressing again is safe. */
export function drawError(given: { readonly what: string; readonly hint: string }, written?: string): Drawn {
  return answer([say`⚠️ ${strong('That did not work.')} ${given.what}`, say`${strong('Next:')} ${given.hint}`], written);
}

/** For what nobody foresaw: an apology that can be looked up in the log. */
export function drawUnexpected(correlationId: string, written?: string): Drawn {
  return answer(
    [
      say`⚠️ ${strong('Sorry, that did not work, and the fault is ours.')} Whether it took effect stands in the timeline: please look there before trying again.`,
      say`${strong('Next:')} run ${code('/incident status')}. If it happens again, give whoever looks after Recourse this number: ${code(correlationId)}.`,
    ],
    written,
  );
}

/** A plain, private answer. */
export function drawAnswer(phrases: readonly Phrase[]): Drawn {
  return draw(page, phrases, [lines(phrases, page)]);
}

/** A button that this version does not know. */
export function drawOldButton(): Drawn {
  return drawAnswer([
    say`${strong('This button is older than the Recourse that runs now, so it did nothing.')}`,
    say`${strong('Next:')} ${code('/rollback')} shows the decision as it stands, ${code('/incident status')} where things are.`,
  ]);
}

/** People's words come back to them, so that nothing typed in the night is lost. */
function answer(phrases: readonly Phrase[], written: string | undefined): Drawn {
  if (written === undefined || written.trim() === '') return drawAnswer(phrases);
  const kept = say`What you wrote, to copy:`;
  return draw(page, [...phrases, kept, say`${written}`], [lines([...phrases, kept], page), output(written, 2_500)]);
}
