import { RecourseError } from '../domain/errors.ts';
import type { ServiceName } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { StrikeSecrets } from '../domain/redaction.ts';
import type { Journal } from '../engine/journal.ts';
import type { AlertLog } from '../ports/alert-log.ts';
import type { Outbox } from '../ports/chat.ts';
import type { DrillLog } from '../ports/drill-log.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { MailList } from '../ports/mail-server.ts';
import type { MigrationLog } from '../ports/migration-log.ts';
import type { People } from '../ports/people.ts';
import type { ServicePorts } from '../ports/service-ports.ts';

/** What the use cases stand on. Made once, by `compose.ts`. */
export interface House {
  readonly store: EntryStore;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly people: People;
  readonly migrations: MigrationLog;
  readonly drills: DrillLog;
  readonly alerts: AlertLog;
  readonly services: readonly ServicePolicy[];
  /** The store's identity: what is left at a target carries it. */
  readonly home?: string;
  portsOf(service: ServiceName): ServicePorts;
  /** The users of a service whom its policy has told by mail; absent where nobody is told. */
  mailListOf?(service: ServiceName): MailList;
  /** Strikes every known secret (I8), where a text is kept elsewhere or has to fit: what the logs here keep is struck by them. */
  readonly strikeSecrets?: StrikeSecrets;
  /** Lets a conductor look now instead of at its next poll. */
  wake(): void;
}

/** The policy of a service, or null where `recourse.yaml` has none of that name. */
export function serviceNamed(house: Pick<House, 'services'>, name: string): ServicePolicy | null {
  return house.services.find((service) => service.name === name) ?? null;
}

/** @throws RecourseError `bad-configuration` when an incident's service has gone from the file */
export function serviceOf(house: Pick<House, 'services'>, incident: Incident): ServicePolicy {
  const service = serviceNamed(house, incident.declaration.service);
  if (service !== null) return service;
  throw new RecourseError(
    `${incident.id} is about ${incident.declaration.service}, which recourse.yaml no longer has.`,
    {
      code: 'bad-configuration',
      hint: 'Put the service back into recourse.yaml and restart; the incident goes on from its journal.',
      facts: { incident: incident.id, service: incident.declaration.service },
    },
  );
}
