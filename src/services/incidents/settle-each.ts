import type { EntryBody } from '../../domain/entry.ts';
import { Fence, type IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';

/** A person waits for the answer, so nobody outside is waited for longer than this, in ms. */
const LONGEST_MS = 60_000;

/** What an incident left otherwise than it was, by name, and how each is put back. */
export interface LeftOtherwise<Former> {
  heldIn(incident: Incident): Readonly<Record<string, Former>>;
  /** Null where it is as it was; else why it could not be put back. */
  putBack(incident: Incident, name: string, former: Former): Promise<Refusal | null>;
  settled(name: string): EntryBody;
}

/**
 * Puts each back as it was, and writes that down, one after the other. Whoever may close may ask for it. It may be asked
 * twice: what was written as put back is not looked at again, and putting it back once more does no harm.
 */
export async function settleEach<Former>(
  house: House,
  asking: Asking,
  id: IncidentId,
  left: LeftOtherwise<Former>,
): Promise<Verdict<Incident>> {
  let verdict = await act(house, part(asking, 'may'), id, 'close', () => granted([]));
  const held = verdict.kind === 'granted' ? Object.entries(left.heldIn(verdict.value)) : [];
  for (const [name, former] of held) {
    if (verdict.kind === 'refused') break;
    const trouble = await left.putBack(verdict.value, name, former);
    if (trouble !== null) return refused(trouble);
    verdict = await act(house, part(asking, name), id, 'close', (incident) =>
      granted(name in left.heldIn(incident) ? [left.settled(name)] : []),
    );
  }
  return verdict;
}

/** What is asked of the outside while a person waits. */
export function shortEffort(house: House, { id }: Incident): Effort {
  return {
    tag: { run: id, fence: Fence.parse(0), home: house.home },
    signal: AbortSignal.timeout(LONGEST_MS),
    progress: () => undefined,
  };
}

/** One request of a person's does several things; each is done once. */
function part(asking: Asking, what: string): Asking {
  return { ...asking, once: `${asking.once}:${what}` };
}
