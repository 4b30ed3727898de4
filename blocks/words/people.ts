import { type Actor, type Role, roleNames } from '../../src/domain/person.ts';
import { type Phrase, person, say } from './phrase.ts';

/** Who did something: a person, or Recourse by itself. */
export function actor(by: Actor): Phrase {
  return by.kind === 'person' ? say`${person(by.id)}` : say`Recourse`;
}

/** `Dana Kim (team lead)`. */
export function personWithRole(id: Parameters<typeof person>[0], role: Role): Phrase {
  return say`${person(id)} (${roleNames[role]})`;
}
