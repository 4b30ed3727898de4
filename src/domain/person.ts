import { z } from 'zod';
import { PersonId } from './ids.ts';

/** The four standings of the runbooks (S8, R2, B1). */
export const Role = z.enum(['team-lead', 'cto', 'on-call', 'owner']);
export type Role = z.infer<typeof Role>;

export const roleNames: Readonly<Record<Role, string>> = {
  'team-lead': 'team lead',
  cto: 'CTO',
  'on-call': 'on-call engineer',
  owner: 'owner',
};

/** Who did something: a person, or the bot by itself. */
export const Actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), id: PersonId }),
  z.object({ kind: z.literal('bot') }),
]);
export type Actor = z.infer<typeof Actor>;
export const theBot: Actor = { kind: 'bot' };

/** Who held which role when it was asked. Resolved at the moment of the click, never remembered. */
export type Roster = Readonly<Partial<Record<Role, readonly PersonId[]>>>;

/** A roster as it was found, with every role that could not be resolved and why. Nobody is ever guessed. */
export interface ResolvedRoster {
  readonly roster: Roster;
  readonly unresolved: readonly {
    readonly role: Role;
    readonly why: string;
    /** It may be found in a moment: Slack or the on-call source could not be asked. */
    readonly passing?: boolean;
  }[];
  /** People whom the policy names and the workspace does not know: a slip of the pen, not a day off. */
  readonly unknown?: readonly { readonly role: Role; readonly person: PersonId }[];
}
