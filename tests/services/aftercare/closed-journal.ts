import type { Draft } from '../../../src/domain/entry.ts';
import { PersonId } from '../../../src/domain/ids.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { policy } from '../../support/incident-builder.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { restoreStory, sam, storyBegins, storyIncident } from '../../support/restore-story.ts';

export const id = storyIncident;
export const robin = PersonId.parse('U0ROBIN');

/** A journal in memory in which a restore went well and was closed, and any number of replicas that read it. */
export async function closedJournal() {
  const [first, ...rest] = restoreStory;
  if (first === undefined) throw new Error('a story begins');
  const memory = memoryStore(storyBegins, first);
  const service = policy();
  const replica = () => ({ store: memory.store, journal: openJournal(memory.store), services: [service] });
  const write = async (drafts: readonly Draft[]) => {
    await replica().journal.append(id, () => ({ kind: 'granted', value: { drafts } }));
  };
  await write(rest);
  const incident = async () => {
    const found = await replica().journal.incident(id);
    if (found === null) throw new Error('it was opened');
    return found;
  };
  const kinds = () => memory.entries().map(({ body }) => body.kind);
  return { memory, service, replica, write, incident, kinds, asking: (once: string) => ({ person: sam, once }) };
}
