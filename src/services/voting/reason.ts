import type { Refusal } from '../../domain/verdict.ts';

/** As the journal's entries allow: Slack's own limit for a text field. */
const WHY_MAX = 3_000;

/** For acts that always want one, whatever the policy says of votes. */
function missingReason(doing: string): Refusal {
  return {
    code: 'reason-missing',
    say: `To ${doing}, say why: the timeline has to tell it to people who were not there.`,
    hint: 'One sentence is enough.',
  };
}

/** Null where the reason is there and short enough. */
export function reasonTrouble(why: string, doing: string): Refusal | null {
  const { length } = why.trim();
  if (length === 0) return missingReason(doing);
  if (length <= WHY_MAX) return null;
  return {
    code: 'bad-input',
    say: `That is ${length.toLocaleString('en-US')} characters; the timeline takes ${WHY_MAX.toLocaleString('en-US')}.`,
    hint: 'Shorten it here and put the rest into notes with `/incident note`.',
  };
}
