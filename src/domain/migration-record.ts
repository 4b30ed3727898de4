import { z } from 'zod';
import { Finding } from './finding.ts';
import { GateReport } from './gate.ts';
import { BackupId, IncidentId, Instant, PersonId, type ServiceName } from './ids.ts';
import type { Actor } from './person.ts';

/** The part of P6's checklist that only people can tell; the bot does the rest of it itself. */
export const checklistItems = {
  staging: 'The full validation suite passes in staging',
  contracts: 'API contract tests pass',
  regression: 'Database regression tests pass',
  frontend: 'Frontend smoke tests pass',
  standby: 'The team is on standby for monitoring',
  'low-traffic': 'This is a low-traffic window',
  'error-rates': 'Error rates are watched in real time',
} as const;
export const ChecklistItem = z.enum(Object.keys(checklistItems) as [keyof typeof checklistItems]);
export type ChecklistItem = keyof typeof checklistItems;

/** Everything that can be written about the migrations of one service in one environment, in order. */
export const MigrationEntryBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('migration-asked'),
    number: z.number().int().positive(),
    standby: z.array(PersonId),
    ticked: z.array(ChecklistItem),
    commit: z.string().max(80).optional(),
    note: z.string().max(3_000).optional(),
  }),
  z.object({ kind: z.literal('gate-finished'), report: GateReport }),
  z.object({ kind: z.literal('gate-failed'), say: z.string(), hint: z.string() }),
  z.object({ kind: z.literal('loss-accepted'), why: z.string().min(1).max(3_000) }),
  z.object({ kind: z.literal('done-asked') }),
  z.object({ kind: z.literal('validation-finished'), findings: z.array(Finding) }),
  z.object({ kind: z.literal('migration-called-off'), why: z.string().min(1).max(3_000) }),
  z.object({ kind: z.literal('migration-reminded') }),
  /** What the watch after `done` saw differently than before (P9). */
  z.object({ kind: z.literal('watch-reported'), changed: z.array(Finding) }),
  z.object({ kind: z.literal('watch-ended') }),
  z.object({ kind: z.literal('incident-inherited'), incident: IncidentId }),
]);
export type MigrationEntryBody = z.infer<typeof MigrationEntryBody>;

export interface MigrationDraft {
  readonly body: MigrationEntryBody;
  readonly by: Actor;
}

export interface MigrationEntry extends MigrationDraft {
  readonly n: number;
  /** By the store's clock. */
  readonly recordedAt: Instant;
  /** The key of the request that wrote it. */
  readonly once: string | null;
}

/**
 * Where a migration stands.
 *
 * ```
 * asked ─▶ measuring ─go─▶ open ─done-asked─▶ validating ─passed─▶ done
 *              │             ▲  ◀──────failed──────┘
 *              └─no─▶ refused ┘ loss-accepted          open, refused, measuring ─▶ called-off
 * ```
 */
export type MigrationPhase = 'measuring' | 'refused' | 'open' | 'validating' | 'done' | 'called-off';

/** What the watch after a migration has seen so far. */
export interface MigrationWatch {
  /** Each check as it was seen last. */
  readonly findings: readonly Finding[];
  /** By the number of the entry that reported it. */
  readonly reports: readonly { readonly n: number; readonly at: Instant; readonly changed: readonly Finding[] }[];
  readonly endedAt: Instant | null;
}

/** The fold of one migration's entries. */
export interface MigrationRecord {
  readonly number: number;
  readonly service: ServiceName;
  readonly environment: string;
  readonly phase: MigrationPhase;
  readonly operator: PersonId;
  readonly askedAt: Instant;
  /** When the gate said go: the migration may have begun from then on. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly standby: readonly PersonId[];
  readonly ticked: readonly ChecklistItem[];
  readonly commit: string | null;
  readonly note: string | null;
  readonly report: GateReport | null;
  readonly accepted: { readonly by: PersonId; readonly why: string } | null;
  readonly failure: { readonly say: string; readonly hint: string } | null;
  /** Of the last validation after the deploy. */
  readonly findings: readonly Finding[] | null;
  readonly calledOff: { readonly by: Actor; readonly why: string } | null;
  /** How often somebody was asked whether it was forgotten, and when last. */
  readonly reminders: number;
  readonly remindedAt: Instant | null;
  readonly incident: IncidentId | null;
  readonly watch: MigrationWatch;
  /** Number of the newest entry of the log. */
  readonly head: number;
}

/** What an incident inherits when it is declared while a migration is under way (G1, G4). */
export const DuringMigration = z.object({
  number: z.number().int().positive(),
  operator: PersonId,
  standby: z.array(PersonId),
  startedAt: Instant,
  backup: BackupId.nullable(),
  pending: z.array(z.string()),
  destroys: z.array(z.string()),
});
export type DuringMigration = z.infer<typeof DuringMigration>;
