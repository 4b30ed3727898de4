import type { AlertPrefill } from '../domain/alert.ts';
import type { AuthorityDrillId } from '../domain/authority-drill.ts';
import type { AuthorityRecord } from '../domain/authority-record.ts';
import type { AutoDeployWish } from '../domain/auto-deploy.ts';
import type { CardFacts } from '../domain/card.ts';
import type { Choice } from '../domain/decision.ts';
import type { Declaration } from '../domain/declaration.ts';
import type { DispatchName } from '../domain/dispatch.ts';
import type { DrillId } from '../domain/drill.ts';
import type { DrillRecord } from '../domain/drill-record.ts';
import type { Entry } from '../domain/entry.ts';
import type { Finding } from '../domain/finding.ts';
import type { BackupId, Digest, IncidentId, Instant, Oid, PersonId, ServiceName } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { DuringMigration, MigrationRecord } from '../domain/migration-record.ts';
import type { OpenPath, PathOffer } from '../domain/path-choice.ts';
import type { StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { MilestoneName } from '../domain/postmortem.ts';
import type { RecoveryOptions } from '../domain/recovery-options.ts';
import type { ReplacedLine } from '../domain/replaced.ts';
import type { ServiceToday } from '../domain/service-today.ts';
import type { SwitchWish } from '../domain/switches.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Retention } from '../plan/retention.ts';
import type { IncidentLine } from '../ports/entry-store.ts';
import type { LeftToDo } from './aftercare/list-follow-ups.ts';
import type { FollowUpAct } from './aftercare/settle-follow-up.ts';
import type { MailPreview } from './aftercare/user-mail.ts';
import type { WantedBackup } from './backups/find-backup.ts';
import type { RowsRetention } from './backups/prune-lost-rows.ts';
import type { AuthorityAnswer } from './drills/authority/answer-authority.ts';
import type { DrillOverview } from './drills/read-overview.ts';
import type { CopiedMessage } from './incidents/add-message.ts';
import type { MessagePlace } from './incidents/place-message.ts';
import type { BeginMigration } from './migrations/migration-acts.ts';

/** Who asks, and the key by which a repeat of the same request is recognised. */
export interface Asking {
  readonly person: PersonId;
  /** Unique per request of Slack's: the second is answered like the first and changes nothing. */
  readonly once: string;
}

/** What a person can ask of Recourse, from Slack or from the terminal. Each answers with a verdict; refusals are worded. */
export interface UseCases {
  services(): readonly ServicePolicy[];
  /** What the declare form is filled with. */
  prefill(service: ServiceName): Promise<{
    readonly commit: string | null;
    readonly migration: string | null;
    /** A migration of the service that is under way: an incident takes it over. */
    readonly during: DuringMigration | null;
  }>;
  /** The same from a card of alerts; null where there is no such card (P9). */
  prefillFromAlerts(given: { readonly service: ServiceName; readonly episode: number }): Promise<AlertPrefill | null>;
  declare(asking: Asking, given: Omit<Declaration, 'declaredBy'>): Promise<Verdict<Incident>>;
  vote(
    asking: Asking,
    given: {
      readonly incident: IncidentId;
      readonly choice: Choice;
      /** As drawn on the button that was pressed: an old button names an old plan. */
      readonly revision: number;
      readonly digest: Digest;
      readonly reason?: string;
      /** The service's name as typed in the form. */
      readonly typed?: string;
      readonly reopenAt?: Instant;
      readonly reversedBy?: string;
    },
  ): Promise<Verdict<Incident>>;
  withdrawVote(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly why: string },
  ): Promise<Verdict<Incident>>;
  object(asking: Asking, given: { readonly incident: IncidentId; readonly why: string }): Promise<Verdict<Incident>>;
  /** The lead's "I am here". */
  answerContact(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly how: string },
  ): Promise<Verdict<Incident>>;
  addNote(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly text: string; readonly occurredAt?: Instant },
  ): Promise<Verdict<Incident>>;
  /** The incident that a message belongs to, by where it stands. */
  placeMessage(given: { readonly channel: string; readonly thread: string | null }): Promise<MessagePlace>;
  /** A message becomes part of the timeline, once, stamped with when it was written. */
  addMessage(asking: Asking, given: CopiedMessage): Promise<Verdict<Incident>>;
  correctIdentification(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly identifiedAt: Instant; readonly why: string },
  ): Promise<Verdict<Incident>>;
  /** A step that failed or that nobody can tell about waits for a person. */
  settleStep(
    asking: Asking,
    given: {
      readonly incident: IncidentId;
      readonly step: StepName;
      readonly how: 'retry' | 'mark-done' | 'undo';
      readonly why?: string;
    },
  ): Promise<Verdict<Incident>>;
  chooseBackup(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly backup: BackupId; readonly why: string },
  ): Promise<Verdict<Incident>>;
  /** Every way back, possible or not, with its reason. Empty where there is no such incident. */
  paths(id: IncidentId): Promise<readonly PathOffer[]>;
  /** The same with what is known of each, ranked by policy (P7); null where there is no such incident. */
  options(id: IncidentId): Promise<RecoveryOptions | null>;
  choosePath(
    asking: Asking,
    given: {
      readonly incident: IncidentId;
      readonly path: OpenPath;
      readonly why: string;
      readonly rows?: string | undefined;
      readonly commit?: string | undefined;
      readonly switch?: string | undefined;
    },
  ): Promise<Verdict<Incident>>;
  abandon(asking: Asking, given: { readonly incident: IncidentId; readonly why: string }): Promise<Verdict<Incident>>;
  close(
    asking: Asking,
    given: {
      readonly incident: IncidentId;
      readonly rootCause: string;
      readonly pathUsed: string;
      readonly wentWell?: string | undefined;
      readonly wentBadly?: string | undefined;
      /** Needed where this incident switched auto-deploy off: it goes on, or somebody says that it stays off. */
      readonly autoDeploys?: AutoDeployWish | undefined;
      /** The same of a feature or a use of a third party. */
      readonly switches?: SwitchWish | undefined;
    },
  ): Promise<Verdict<Incident>>;

  /** What is left to do after the incidents of these services, newest first (P10). */
  followUps(services: readonly ServiceName[]): Promise<readonly LeftToDo[]>;
  settleFollowUp(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly act: FollowUpAct },
  ): Promise<Verdict<Incident>>;
  /** A mail to the users is written down, looked at with its number of recipients, and confirmed; then it goes out once (S10). */
  draftMail(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly subject: string; readonly text: string },
  ): Promise<Verdict<Incident>>;
  previewMail(given: { readonly incident: IncidentId; readonly number: number }): Promise<Verdict<MailPreview>>;
  approveMail(
    asking: Asking,
    given: {
      readonly incident: IncidentId;
      readonly number: number;
      readonly recipients: number;
      readonly digest: Digest;
    },
  ): Promise<Verdict<Incident>>;
  /** Something that did not go out, or of which nobody can tell whether it did, is sent again. */
  sendAgain(
    asking: Asking,
    given: { readonly incident: IncidentId; readonly dispatch: DispatchName },
  ): Promise<Verdict<Incident>>;

  incident(id: IncidentId): Promise<Incident | null>;
  /** The live incident of a channel, for commands that name none. */
  liveIn(channel: string): Promise<readonly IncidentLine[]>;
  list(given: {
    readonly liveOnly: boolean;
    readonly service?: ServiceName;
    readonly limit: number;
  }): Promise<readonly IncidentLine[]>;
  card(id: IncidentId): Promise<CardFacts | null>;
  timeline(id: IncidentId): Promise<readonly Entry[]>;
  /** What the report of an incident would lack if it were closed now; empty where there is no such incident. */
  missing(id: IncidentId): Promise<readonly MilestoneName[]>;
  /** Who could decide now, by which rule, who could in ten minutes, and what would change it. */
  who(service: ServiceName): Promise<readonly string[]>;

  /** The newest migration of a service; null where none was begun here. */
  migration(service: ServiceName): Promise<MigrationRecord | null>;
  /** Where the folder of migrations and production's ledger have drifted apart; nothing is changed. */
  examineLedger(service: ServiceName): Promise<readonly Finding[]>;
  beginMigration(asking: Asking, given: BeginMigration): Promise<Verdict<MigrationRecord>>;
  acceptLoss(
    asking: Asking,
    given: { readonly service: ServiceName; readonly number: number; readonly why: string },
  ): Promise<Verdict<MigrationRecord>>;
  finishMigration(asking: Asking, given: { readonly service: ServiceName }): Promise<Verdict<MigrationRecord>>;
  callOffMigration(
    asking: Asking,
    given: { readonly service: ServiceName; readonly why: string },
  ): Promise<Verdict<MigrationRecord>>;

  /** How a service stands today: for the Home tab and the weekly digest. */
  today(service: ServicePolicy): Promise<ServiceToday>;

  /** A drill now; its message in the channel is kept up to date by whoever holds it. */
  runDrill(asking: Asking, service: ServiceName): Promise<Verdict<DrillRecord>>;
  /** The drills of a service, oldest first: the newest one, the one before it, when the next is due and which are late. */
  drills(service: ServicePolicy): Promise<DrillOverview>;
  /** A decision that is only practised: the real people are asked, and nothing they press reaches production (S9). */
  askAuthority(
    asking: Asking,
    given: { readonly service: ServiceName; readonly evenIfQuiet: boolean },
  ): Promise<Verdict<AuthorityRecord>>;
  answerAuthority(asking: Asking, given: AuthorityAnswer): Promise<Verdict<AuthorityRecord>>;
  finishAuthorityFollowUp(
    asking: Asking,
    given: { readonly id: AuthorityDrillId; readonly say: string },
  ): Promise<Verdict<AuthorityRecord>>;
  finishFollowUp(asking: Asking, given: { readonly id: DrillId; readonly say: string }): Promise<Verdict<DrillRecord>>;

  takeBackup(
    asking: Asking,
    given: { readonly service: ServiceName; readonly progress: (say: string) => void },
  ): Promise<Verdict<StoredBackup>>;
  listBackups(service: ServiceName): Promise<readonly StoredBackup[]>;
  findBackup(given: WantedBackup): Promise<Verdict<StoredBackup>>;
  /** Restores it into scratch and compares; the answer carries the proof, passed or not. */
  verifyBackup(
    asking: Asking,
    given: WantedBackup & { readonly progress: (say: string) => void },
  ): Promise<Verdict<StoredBackup>>;
  pinBackup(asking: Asking, given: WantedBackup & { readonly reason: string }): Promise<Verdict<StoredBackup>>;
  unpinBackup(asking: Asking, given: WantedBackup): Promise<Verdict<StoredBackup>>;
  pruneBackups(
    asking: Asking,
    given: { readonly service: ServiceName; readonly dryRun: boolean },
  ): Promise<Verdict<Retention & { readonly rows: RowsRetention }>>;
  /** The backups that a rollback need not restore, because a ready copy of them stands beside production. */
  readyBackups(service: ServiceName): Promise<ReadonlySet<BackupId>>;
  /** The databases that promotions have replaced and that are still kept, oldest first. */
  listReplaced(service: ServicePolicy): Promise<readonly ReplacedLine[]>;
  keepReplaced(
    asking: Asking,
    given: { readonly service: ServiceName; readonly oid: Oid; readonly forMs: number },
  ): Promise<Verdict<ReplacedLine>>;
}
