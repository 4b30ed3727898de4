import type { AuthorityRecord } from './authority-record.ts';
import type { DrillRecord } from './drill-record.ts';
import type { BackupId, ChannelId, IncidentId, Instant, PersonId, ServiceName } from './ids.ts';
import type { BackupPin, StoredBackup } from './manifest.ts';
import type { MigrationRecord } from './migration-record.ts';
import type { Role } from './person.ts';

/** A part of what is known today, or why it could not be asked. */
export type Asked<Known> =
  | { readonly kind: 'known'; readonly value: Known }
  | { readonly kind: 'unknown'; readonly why: string };

export interface BackupsToday {
  /** The newest by its snapshot; null where there is none at all. Safety backups show a damaged state and count for nothing here. */
  readonly newest: StoredBackup | null;
  /** The newest that is not older than policy allows and did not fail its proof; null where there is none. */
  readonly good: StoredBackup | null;
  /** The newest of all proofs, passed or not. */
  readonly lastProof: { readonly backup: BackupId; readonly provedAt: Instant; readonly passed: boolean } | null;
  readonly count: number;
  /** Kept whatever their age until somebody takes the pin away. */
  readonly pinned: readonly { readonly id: BackupId; readonly pin: BackupPin }[];
}

export interface DrillsToday {
  /** The newest drill of the decision that came to an end of its own; null where none did. */
  readonly lastAuthority: AuthorityRecord | null;
  /** Whether policy has people asked in drills at all. */
  readonly asksPeople: boolean;
  /** The newest that came to its end; null where none did. */
  readonly last: DrillRecord | null;
  readonly next: Instant | null;
  /** Those that should have ended by now. */
  readonly late: readonly DrillRecord[];
}

/** Something that is left to do, from the aftercare of an incident or from a drill. */
export interface ToDo {
  /** `INC-7` or `shop-drill-3`. */
  readonly of: string;
  /** Its number in the incident's list; null for a drill, which leaves one thing. */
  readonly number: number | null;
  readonly say: string;
  readonly owner: PersonId | null;
  readonly dueAt: Instant;
  readonly overdue: boolean;
}

/** Who could decide if something happened now. */
export interface DecidersToday {
  readonly anyTime: readonly { readonly role: Role; readonly people: readonly PersonId[] }[];
  /** Only while the role above cannot be reached (S8). */
  readonly standIns: readonly PersonId[];
  /** Roles that could not be looked up, and why. Nobody is guessed. */
  readonly unclear: readonly { readonly role: Role; readonly why: string }[];
  /** What a look at the people behind the roles found wrong, in words with mentions. */
  readonly troubles: readonly string[];
}

export type MigrationToday = Pick<MigrationRecord, 'number' | 'phase' | 'operator' | 'askedAt'>;

/** How one service stands today: what the Home tab and the weekly digest show. Gathered in one place, judged by nobody else. */
export interface ServiceToday {
  readonly name: ServiceName;
  readonly title: string;
  readonly environment: string;
  readonly channel: ChannelId;
  readonly timeZone: string;
  /** By the store's clock. */
  readonly at: Instant;
  readonly live: readonly { readonly id: IncidentId; readonly declaredAt: Instant }[];
  readonly backups: Asked<BackupsToday>;
  readonly drills: Asked<DrillsToday>;
  readonly toDo: Asked<readonly ToDo[]>;
  readonly deciders: Asked<DecidersToday>;
  /** The migration that is under way; null where none is. */
  readonly migration: Asked<MigrationToday | null>;
  /** What an incident switched off and nobody has switched on again. */
  readonly autoDeploysOff: Asked<readonly { readonly incident: IncidentId; readonly target: string }[]>;
}
