import { openStore } from '../../src/adapters/store/open-store.ts';
import { linkOf, verifyChain } from '../../src/domain/chain.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Claim } from '../stories/story.ts';

/** The journal of an incident as the store has it, and whether its chain holds. */
export async function readJournal(
  storeUrl: string,
  incident: IncidentId,
): Promise<{ entries: readonly Entry[]; verdict: Claim }> {
  const store = await openStore({ databaseUrl: storeUrl });
  try {
    const read = await store.entries.read(incident, 0);
    const entries = read?.entries ?? [];
    return { entries, verdict: chainClaim(incident, entries) };
  } finally {
    await store.close();
  }
}

function chainClaim(incident: IncidentId, entries: readonly Entry[]): Claim {
  const verdict = verifyChain(incident, entries.map(linkOf));
  return {
    claim: 'the journal is whole',
    held: entries.length > 0 && verdict.kind === 'intact',
    say: `${entries.length} entries, head ${entries.at(-1)?.digest.slice(0, 12) ?? 'none'}`,
  };
}
