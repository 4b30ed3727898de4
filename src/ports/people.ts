import type { PersonId } from '../domain/ids.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Who is who, asked of Slack at the moment of the click. */
export interface People {
  /** Active humans per role; a role that could not be resolved is in `unresolved` with the reason, never guessed. */
  roster(service: ServicePolicy): Promise<ResolvedRoster>;
  /** IANA zone of a person, for times in text. */
  timeZone(person: PersonId): Promise<string | null>;
}
