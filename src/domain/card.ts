import type { Choice, LateDecision } from './decision.ts';
import type { Finding } from './finding.ts';
import type { Instant, PersonId, ServiceName } from './ids.ts';
import type { Incident, StepStatus } from './incident.ts';
import type { Role } from './person.ts';
import type { StepName } from './plan.ts';

/** What people can do with an incident. One table in policy says who may, words the refusal and guards the service. */
export const actionNames = [
  'approve',
  'refuse',
  'hold',
  'object',
  'withdraw',
  'answer-contact',
  'add-note',
  'correct-identification',
  'retry-step',
  'mark-step-done',
  'undo-step',
  'choose-backup',
  'choose-path',
  'abandon',
  'close',
] as const;
export type ActionName = (typeof actionNames)[number];

/** One button: whether it is drawn at all for this state, and what to say to whoever may not press it. */
export interface ActionOffer {
  readonly action: ActionName;
  readonly enabled: boolean;
  readonly whyNot: string | null;
}

export interface StepLine {
  readonly name: StepName;
  readonly title: string;
  readonly status: StepStatus;
  /** What it found, is doing, or why it failed. */
  readonly say: string | null;
  readonly tookMs: number | null;
  readonly findings: readonly Finding[];
  readonly needsGrant: boolean;
  /** False where later steps read what this one finds, so that a person's word cannot stand in for it. */
  readonly mayBeMarkedDone?: boolean;
}

export interface DeciderLine {
  readonly person: PersonId;
  readonly role: Role;
  /** May approve. */
  readonly mayNow: boolean;
  /** May refuse or hold: after the window that stays possible where approving does not. */
  readonly mayDecline: boolean;
  /** "may decide at any time", "may decide from 14:20 if Dana Kim has not answered", … with `<@U…>` for people. */
  readonly say: string;
}

/** What a form has to ask for this choice. */
export interface BallotAsks {
  /** What has to be typed, letter by letter; null where nothing has to be. */
  readonly typed: string | null;
  readonly reason: 'required' | 'optional';
  /** Hold only: when the question opens again unless the person says otherwise. */
  readonly reopenAt: Instant | null;
}

/** Everything that the decision card shows, already judged: blocks only draw it. */
export interface CardFacts {
  readonly incident: Incident;
  readonly service: {
    readonly name: ServiceName;
    readonly title: string;
    readonly environment: string;
    readonly timeZone: string;
  };
  readonly window: {
    readonly identifiedAt: Instant;
    /** From when the window counts, by whose word: "identified as <@U…> said when declaring it". */
    readonly opensAt: Instant;
    readonly opensSay: string;
    readonly closesAt: Instant;
    readonly standing: 'open' | 'closing' | 'lapsed' | 'decided';
    /** What a decision after the end needs. */
    readonly lateDecision: LateDecision;
    readonly fixForwardEndsAt: Instant;
    readonly fixForwardSpent: boolean;
  };
  readonly triggers: {
    readonly forRollback: readonly string[];
    readonly against: readonly string[];
    /** Where policy says nothing (25 to 50 % degradation), it says that it says nothing. */
    readonly silent: readonly string[];
    readonly recommendation: { readonly choice: 'approve' | 'hold' | 'none'; readonly say: string };
  };
  readonly deciders: readonly DeciderLine[];
  /** Who is asked first by this service's profile, and whose silence is evidence. */
  readonly asked: Role;
  /** The proof of (un)reachability in order, one line per contact attempt or answer. */
  readonly contactLines: readonly string[];
  readonly preparation: readonly StepLine[];
  readonly execution: readonly StepLine[];
  readonly backup: {
    readonly id: string;
    readonly snapshotAt: Instant;
    readonly sha256: string;
    readonly bytes: number;
    readonly proved: boolean;
    readonly stale: boolean;
  } | null;
  readonly actions: readonly ActionOffer[];
  readonly asks: Readonly<Record<Choice, BallotAsks>>;
  /** Approvals of the current plan by different people, and how many it needs. */
  readonly approvals: { readonly given: number; readonly needed: number };
  /** What is owed afterwards: a single operator's decision is reviewed by somebody else (B1). */
  readonly review: string | null;
}
