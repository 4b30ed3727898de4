import type { Alert, AlertPrefill } from '../../domain/alert.ts';
import type { ServiceName } from '../../domain/ids.ts';
import { suggestDeclaration } from '../../policy/alerts/suggest-declaration.ts';
import { type House, serviceNamed } from '../house.ts';
import { placeOf } from '../migrations/act-on-migration.ts';

type AlertHouse = Pick<House, 'alerts' | 'services' | 'wake'>;

/** How many of the alerts said something new; null where there is no such service. Nothing is ever declared by it (P9). */
export async function takeAlerts(house: AlertHouse, name: string, alerts: readonly Alert[]): Promise<number | null> {
  const service = serviceNamed(house, name);
  if (service === null) return null;
  const taken = alerts.length === 0 ? 0 : await house.alerts.take(placeOf(service), alerts);
  if (taken > 0) house.wake();
  return taken;
}

/** What the declare form is filled with from the card of an episode; null where there is no such episode. */
export async function prefillFromAlerts(
  house: Pick<House, 'alerts' | 'services'>,
  given: { readonly service: ServiceName; readonly episode: number },
): Promise<AlertPrefill | null> {
  const service = serviceNamed(house, given.service);
  const episode = service === null ? null : await house.alerts.episode(placeOf(service), given.episode);
  return episode === null ? null : suggestDeclaration(episode);
}
