import type { IncidentId, Oid, PersonId, ServiceName } from './ids.ts';

/**
 * Names of the messages that Slack shows. A name is for ever: whoever posts a second message under it posts the same
 * message, so that a restart neither doubles nor loses one.
 */

/** The one message of an incident in its channel, kept up to date. */
export function headlineKey(id: IncidentId): string {
  return `${id}/headline`;
}

/** The decision card, first in the headline's thread. */
export function cardKey(id: IncidentId): string {
  return `${id}/card`;
}

/** What people read about journal entry `n`, in the headline's thread. */
export function entryKey(id: IncidentId, n: number): string {
  return `${id}/entry/${n}`;
}

/**
 * What one person is sent for the contact attempt that journal entry `n` recorded. By entry and not by the attempt's number:
 * a question that is opened again counts its attempts from the first, and asks anew.
 */
export function contactKey(id: IncidentId, n: number, person: PersonId): string {
  return `${id}/contact/${n}/${person}`;
}

/** What one person is sent when their rung opens, which journal entry `n` recorded. */
export function callKey(id: IncidentId, n: number, person: PersonId): string {
  return `${id}/call/${n}/${person}`;
}

/** What is told of a database that a promotion replaced: `replaced/shop/16401/dropped`. */
export function replacedKey(service: ServiceName, oid: Oid, about: string): string {
  return `replaced/${service}/${oid}/${about}`;
}

/** The one card of an episode of alerts: `alerts/shop/production/3`. */
export function alertsKey(service: ServiceName, environment: string, episode: number): string {
  return `alerts/${service}/${environment}/${episode}`;
}
