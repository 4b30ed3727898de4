import type { Drawn } from './kit/drawn.ts';
import { drawAnswer } from './refusal.ts';
import { say, saying, strong } from './words/phrase.ts';

/** Who could decide on a rollback, as the use case words it line by line. */
export function drawWho(title: string, sayings: readonly string[]): Drawn {
  return drawAnswer([
    say`${strong(`Who may decide on a rollback of ${title}`)}`,
    ...sayings.map((each) => say`• ${saying(each)}`),
  ]);
}
