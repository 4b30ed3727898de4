import type { Reader } from '../../../blocks/words/reader.ts';
import type { PersonId } from '../../domain/ids.ts';

export type AskNames = (people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, string>>;

/** Notes whose names were wanted while something was drawn. */
class WantedNames extends Map<PersonId, string> {
  readonly wanted = new Set<PersonId>();

  override get(person: PersonId): string | undefined {
    this.wanted.add(person);
    return undefined;
  }
}

/**
 * Draws with names. What is drawn decides who is named, so it is drawn twice: once to learn whose names it wants, and
 * once with them. Drawing is pure and cheap; asking Slack is neither.
 */
export async function drawWithNames<Drawn>(
  timeZone: string,
  askNames: AskNames,
  drawn: (reader: Reader) => Drawn,
): Promise<Drawn> {
  const noted = new WantedNames();
  const first = drawn({ names: noted, timeZone });
  if (noted.wanted.size === 0) return first;
  return drawn({ names: await askNames([...noted.wanted]), timeZone });
}
