import type { Dispatch, DispatchName } from '../../domain/dispatch.ts';
import type { EntryBody } from '../../domain/entry.ts';
import type { IncidentId } from '../../domain/ids.ts';
import { toInstant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { theBot } from '../../domain/person.ts';
import { granted } from '../../domain/verdict.ts';
import { isDue, SENDER_SILENT_MS, waitAfter } from '../../plan/aftercare/dispatches.ts';
import type { Parcel, Road, Sent } from '../../ports/roads.ts';
import { type House, serviceOf } from '../house.ts';

export interface Sender {
  readonly house: Pick<House, 'journal' | 'services'>;
  /** This process, by a name that no other has. */
  readonly holder: string;
}

/** A sender gives up long before anybody takes over from it. */
const PATIENCE_MS = SENDER_SILENT_MS / 3;

/**
 * Sends one thing, once: its intent is written first, and only who wrote it sends (I2, I5). What an earlier attempt may have
 * left is looked for before it is sent again; where it cannot be looked for, nobody sends it again but a person.
 */
export async function carryOut(sender: Sender, id: IncidentId, name: DispatchName, road: Road): Promise<void> {
  const clock = performance.now();
  const claimed = await claim(sender, id, name);
  if (claimed === null) return;
  const { incident, before, mine } = claimed;
  const service = serviceOf(sender.house, incident);
  const parcel: Parcel = { name, incident, service, signal: AbortSignal.timeout(PATIENCE_MS) };
  const outcome = await settle(road, parcel, before, () => performance.now() - clock);
  await write(sender, id, name, mine, (now) => bodyOf(name, mine.attempts, outcome, now));
}

type Outcome = Sent | { readonly kind: 'found'; readonly where: string };

async function settle(road: Road, parcel: Parcel, before: Dispatch | null, spentMs: () => number): Promise<Outcome> {
  const left = before === null ? null : await lookForLeft(road, parcel, before);
  if (left !== null) return left;
  // Asked as late as possible: who was paused here must not send what another has sent since.
  if (spentMs() > PATIENCE_MS) return { kind: 'failed', why: 'there was no time left for it', again: true };
  const sent = await road.send(parcel);
  // What can be looked for is looked for before the next attempt.
  return sent.kind === 'unknown' && road.mayBeFound ? { kind: 'failed', why: sent.why, again: true } : sent;
}

/** What an earlier attempt left, or why it is not sent now; null where nothing stands in the way. */
async function lookForLeft(road: Road, parcel: Parcel, before: Dispatch): Promise<Outcome | null> {
  if (!road.mayBeFound) return before.standing === 'running' ? interrupted : null;
  const found = await road.find(parcel);
  if (found.kind === 'not-there') return null;
  return found.kind === 'found' ? found : { kind: 'failed', why: found.why, again: true };
}

const interrupted: Outcome = {
  kind: 'unknown',
  why: 'Its sender was interrupted in the middle, and what was sent cannot be looked for.',
};

/** Writes the intent, unless somebody else is at it; null where this process does not send. */
async function claim(
  { house, holder }: Sender,
  id: IncidentId,
  name: DispatchName,
): Promise<{ readonly incident: Incident; readonly before: Dispatch | null; readonly mine: Dispatch } | null> {
  let before: Dispatch | null = null;
  const verdict = await house.journal.append(id, (incident, now) => {
    const known = incident.dispatches[name];
    before = known ?? null;
    if (!isDue(known, now)) return granted({ drafts: [] });
    const attempt = (known?.attempts ?? 0) + 1;
    const body: EntryBody = { kind: 'dispatch-began', dispatch: name, attempt, holder };
    return granted({ drafts: [{ by: theBot, body }] });
  });
  if (verdict.kind === 'refused') return null;
  const mine = verdict.value.dispatches[name];
  const isMine =
    mine?.standing === 'running' && mine.holder === holder && mine.attempts !== (before as Dispatch | null)?.attempts;
  return isMine ? { incident: verdict.value, before, mine } : null;
}

/** Only while it is still this attempt that runs: whoever took over tells its own end. */
async function write(
  { house }: Sender,
  id: IncidentId,
  name: DispatchName,
  mine: Dispatch,
  body: (now: Date) => EntryBody,
): Promise<void> {
  await house.journal.append(id, ({ dispatches }, now) => {
    const standing = dispatches[name];
    const isOurs = standing?.standing === 'running' && standing.attempts === mine.attempts;
    return granted({ drafts: isOurs ? [{ by: theBot, body: body(now) }] : [] });
  });
}

function bodyOf(dispatch: DispatchName, attempt: number, outcome: Outcome, now: Date): EntryBody {
  switch (outcome.kind) {
    case 'arrived':
    case 'found':
      return { kind: 'dispatch-done', dispatch, where: outcome.where, found: outcome.kind === 'found' };
    case 'unknown':
      return { kind: 'dispatch-became-unknown', dispatch, say: outcome.why };
    case 'failed': {
      const waitMs = outcome.again ? waitAfter(attempt, outcome.afterMs) : null;
      const againAt = waitMs === null ? null : toInstant(new Date(now.getTime() + waitMs));
      return { kind: 'dispatch-failed', dispatch, attempt, why: outcome.why, againAt };
    }
  }
}
