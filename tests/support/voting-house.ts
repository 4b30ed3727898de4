import type { ResolvedRoster } from '../../src/domain/person.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { type Journal, openJournal } from '../../src/engine/journal.ts';
import type { EntryStore } from '../../src/ports/entry-store.ts';
import type { VotingHouse } from '../../src/services/voting/act-on.ts';
import { fullTeam } from './incident-builder.ts';

/** One replica of the bot as far as voting goes: a journal of its own over a store that others share. */
export function votingHouse(
  store: EntryStore,
  services: readonly ServicePolicy[],
  roster: () => ResolvedRoster = () => fullTeam,
): VotingHouse & { readonly journal: Journal; readonly wakes: () => number } {
  let wakes = 0;
  return {
    journal: openJournal(store),
    services,
    people: { roster: async () => roster(), timeZone: async () => null },
    wake: () => {
      wakes += 1;
    },
    wakes: () => wakes,
  };
}
