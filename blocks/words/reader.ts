import type { PersonId } from '../../src/domain/ids.ts';

/** Who will read, as far as it changes the words. */
export interface Reader {
  /**
   * Display names for messages that everybody gets: to name somebody must not call them (the CTO is called only when
   * that rung opens). `mentions`: only one person reads it, so Slack's own mentions do no harm.
   */
  readonly names: ReadonlyMap<PersonId, string> | 'mentions';
  /** IANA zone for texts in which Slack cannot turn instants into the reader's own. */
  readonly timeZone: string;
}

export const privately: Reader = { names: 'mentions', timeZone: 'UTC' };

/** The name to show, or null where a mention is to be written. A person whose name we do not know is shown by id. */
export function shownName(reader: Reader, id: PersonId): string | null {
  return reader.names === 'mentions' ? null : (reader.names.get(id) ?? id);
}
