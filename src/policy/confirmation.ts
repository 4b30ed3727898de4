import type { Incident } from '../domain/incident.ts';
import { rowsLost } from '../domain/loss.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { changesDatabase } from './roles.ts';

/**
 * What has to be typed to approve the current plan; null where nothing has to be.
 *
 * Usually the service's name. A single operator has nobody to check them, so they type the loss as well, whatever the
 * policy says of others: `promptrefine loses 1788` (B1).
 */
export function typedPhrase(incident: Incident, service: ServicePolicy): string | null {
  const plan = incident.proposed?.plan;
  if (plan === undefined || !changesDatabase(plan)) return null;
  if (service.authority.profile === 'single-operator') {
    const loss = plan.statedLoss === null ? 'unknown' : String(rowsLost(plan.statedLoss));
    return `${service.name} loses ${loss}`;
  }
  return service.authority.typed_confirmation ? service.name : null;
}

/** Case, outer and repeated blanks and thousands separators do not matter; everything else does. */
export function isTypedRight(typed: string | undefined, phrase: string): boolean {
  return plain(typed ?? '') === plain(phrase);
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=\d),(?=\d{3})/g, '');
}
