import type { AlertEpisode, AlertsToNote } from '../../domain/alert.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted } from '../../domain/verdict.ts';
import { alertNote } from '../../policy/alerts/note-words.ts';
import type { House } from '../house.ts';
import { keepLooking, type Looking } from '../keep-looking.ts';
import { placeOf } from '../migrations/act-on-migration.ts';

type AlertHouse = Pick<House, 'alerts' | 'journal' | 'services' | 'wake'>;

export interface AlertKeeperNeeds {
  readonly house: AlertHouse;
  /** Shows an episode as it stands, in its one message. Safe to call again. */
  tell(service: ServicePolicy, episode: AlertEpisode): Promise<void>;
  heard(error: unknown, where: string): void;
}

const POLL_MS = 2_000;
/** The newest, and the one before it: what still fires there may be resolved later. */
const EPISODES_SHOWN = 2;

/**
 * Tells what alerts said: in the card of their episode, or in the timeline of the incident that is live. What came stands
 * in the store before its sender is answered, so whichever replica looks next tells it, also after a restart; cards have
 * keys, and so have notes, of which a storm leaves a handful.
 */
export function startAlertKeeper(needs: AlertKeeperNeeds): Looking {
  const shown = new Map<string, string>();
  return keepLooking({
    everyMs: POLL_MS,
    look: () => lookAtAlerts(needs, shown),
    heard: (error) => needs.heard(error, 'alerts'),
  });
}

/** One round: notes first, as the incident's readers are awake. What fails for one stands in nobody else's way. */
async function lookAtAlerts(needs: AlertKeeperNeeds, shown: Map<string, string>): Promise<void> {
  const { house } = needs;
  for (const batch of await house.alerts.toNote())
    await note(house, batch).catch((error: unknown) => needs.heard(error, `alerts for ${batch.incident}`));
  for (const service of house.services)
    await show(needs, service, shown).catch((error: unknown) => needs.heard(error, `alerts of ${service.name}`));
}

async function show(
  { house, tell }: AlertKeeperNeeds,
  service: ServicePolicy,
  shown: Map<string, string>,
): Promise<void> {
  const place = placeOf(service);
  const looks = await house.alerts.newest(place, EPISODES_SHOWN);
  for (const { number, look } of looks.toReversed()) {
    const key = `${place.service}/${place.environment}/${number}`;
    if (shown.get(key) === look) continue;
    const episode = await house.alerts.episode(place, number);
    // Of one that is so old that its alerts were forgotten, the card says more than the store.
    if (episode !== null && episode.standing.length > 0) await tell(service, episode);
    shown.set(key, look);
  }
}

/** Written once whoever tries: its number is the key, and its words are made of what stands in the store. */
async function note(house: AlertHouse, batch: AlertsToNote): Promise<void> {
  const body = { kind: 'note-added', text: alertNote(batch) } as const;
  const once = `alerts:${batch.incident}:${batch.note}`;
  if (batch.different > 0)
    await house.journal.append(batch.incident, () => granted({ drafts: [{ body, by: theBot }] }), { once });
  await house.alerts.noted(batch.incident, batch.note);
  house.wake();
}
