import { RecourseError } from '../../domain/errors.ts';
import { PersonId } from '../../domain/ids.ts';

/**
 * Reads one Slack user id per line. Blank lines are left out; anything else that is no id is an error, because a person
 * who is overlooked cannot be told from one who is not on call.
 *
 * @throws RecourseError `bad-input`
 */
export function readPersonIds(text: string, from: string): readonly PersonId[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const read = lines.map((line) => PersonId.safeParse(line));
  const wrong = read.findIndex((each) => !each.success);
  if (wrong !== -1) {
    throw new RecourseError(`What ${from} gave is not a Slack user id: “${lines[wrong]?.slice(0, 40)}”.`, {
      code: 'bad-input',
      hint: 'One id per line, such as U024BE7LH, and nothing else.',
      facts: { from, line: wrong + 1 },
    });
  }
  return [...new Set(read.flatMap((each) => (each.success ? [each.data] : [])))];
}
