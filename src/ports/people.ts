import type { PersonId } from '../domain/ids.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Who is who, asked of Slack at the moment of the click. */
export interface People {
  /** Active humans per role; a role that could not be resolved is in `unresolved` with the reason, never guessed. */
  roster(service: ServicePolicy): Promise<ResolvedRoster>;
  /**
   * The same for screens and for the ladder, never to judge a click: a few seconds old at most, and the last that was
   * known while Slack cannot be asked. Without it a busy minute uses up the lookups that a click needs.
   */
  rosterLately?(service: ServicePolicy): Promise<ResolvedRoster>;
  /** IANA zone of a person, for times in text. */
  timeZone(person: PersonId): Promise<string | null>;
}
