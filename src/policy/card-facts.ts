import type { BallotAsks, CardFacts, StepLine } from '../domain/card.ts';
import type { Choice } from '../domain/decision.ts';
import { toInstant } from '../domain/ids.ts';
import type { Incident, StepState } from '../domain/incident.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { offers } from './capabilities.ts';
import { typedPhrase } from './confirmation.ts';
import { contactLines } from './contact-proof.ts';
import { deciderLines } from './decider-lines.ts';
import { msOf, plusMs } from './instants.ts';
import { recommend } from './recommendation.ts';
import { askedRole, votesNeeded } from './roles.ts';
import { measuredFacts, readTriggers } from './triggers.ts';
import { fixForwardEndsAt, windowOf } from './window.ts';
import { person } from './words.ts';

/** What a card is drawn from, besides the journal. */
export interface CardSources {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  /** Preparation first, then what waits for the vote, each in order. */
  readonly steps: readonly Pick<StepLine, 'name' | 'title' | 'needsGrant' | 'mayBeMarkedDone'>[];
  /** The backup that the plan rests on, as the storage knows it. */
  readonly backup: StoredBackup | null;
  readonly now: Date;
}

/** Everything that the decision card shows, judged; whoever draws it decides nothing. */
export function cardFacts(sources: CardSources): CardFacts {
  const { incident, service, resolved, now } = sources;
  return {
    incident,
    service: {
      name: service.name,
      title: service.title,
      environment: incident.declaration.environment,
      timeZone: service.time_zone,
    },
    window: windowFacts(incident, service, now),
    triggers: triggerFacts(incident, service),
    deciders: deciderLines(sources),
    asked: askedRole(service),
    contactLines: contactLines(incident, service, resolved, now),
    preparation: stepLines(sources, false),
    execution: stepLines(sources, true),
    backup: backupFacts(sources),
    actions: offers(sources),
    asks: {
      approve: asksFor('approve', sources),
      refuse: asksFor('refuse', sources),
      hold: asksFor('hold', sources),
    },
    approvals: approvals(incident, service),
    review: reviewOwed(incident),
  };
}

function windowFacts(incident: Incident, service: ServicePolicy, now: Date): CardFacts['window'] {
  const { opensAt, closesAt, standing } = windowOf(incident, service, now);
  return {
    identifiedAt: incident.identifiedAt,
    opensAt,
    opensSay: opensSay(incident),
    closesAt,
    standing: incident.decision === null ? standing : 'decided',
    lateDecision: service.window.late_decision,
    fixForwardEndsAt: fixForwardEndsAt(incident, service),
    fixForwardSpent: incident.fixForwardSpent,
  };
}

const identifiedWords = {
  'declared-now': 'identified when it was declared, by',
  person: 'identified at the time given by',
  alert: 'identified by an alert that was declared by',
} as const;

/** S9: the window counts from identification; the card names its source and who claimed it. */
function opensSay({ reopenedAt, identifiedBy, identifiedWhy, declaration }: Incident): string {
  if (reopenedAt !== null) return 'the question was opened again';
  const who = identifiedBy.kind === 'person' ? person(identifiedBy.id) : 'Recourse';
  if (identifiedWhy !== null) return `corrected by ${who}: ${identifiedWhy}`;
  return `${identifiedWords[declaration.identifiedSource]} ${who}`;
}

function triggerFacts(incident: Incident, service: ServicePolicy): CardFacts['triggers'] {
  const readings = readTriggers(incident, service);
  const measured = measuredFacts(incident, service);
  const said = (side: string) => readings.filter((reading) => reading.side === side).map((reading) => reading.say);
  return {
    forRollback: [...said('for'), ...measured.forRollback],
    against: [...said('against'), ...measured.against],
    silent: said('silent'),
    recommendation: recommend(incident, service),
  };
}

function stepLines({ incident, steps }: CardSources, needsGrant: boolean): readonly StepLine[] {
  const planned = incident.proposed?.plan.steps;
  return steps
    .filter((step) => step.needsGrant === needsGrant)
    .filter((step) => !needsGrant || planned === undefined || planned.includes(step.name))
    .map((step) => ({ ...step, ...stateOf(incident.steps[step.name]) }));
}

function stateOf(state: StepState | undefined): Pick<StepLine, 'status' | 'say' | 'tookMs' | 'findings'> {
  if (state === undefined) return { status: 'pending', say: null, tookMs: null, findings: [] };
  const { status, beganAt, endedAt, findings } = state;
  const tookMs = beganAt === null || endedAt === null ? null : msOf(endedAt) - msOf(beganAt);
  return { status, say: state.error?.say ?? state.progress, tookMs, findings };
}

/** Fresh or stale by its age at the declaration: that does not change while people think. */
function backupFacts({ backup, incident, service }: CardSources): CardFacts['backup'] {
  if (backup === null) return null;
  const { id, snapshotAt, artifact } = backup.manifest;
  return {
    id,
    snapshotAt,
    sha256: artifact.sha256,
    bytes: artifact.bytes,
    proved: backup.proof?.passed === true,
    stale: msOf(incident.declaredAt) - msOf(snapshotAt) > service.backups.fresh_for,
  };
}

function asksFor(choice: Choice, { incident, service, now }: CardSources): BallotAsks {
  const late = windowOf(incident, service, now).standing === 'lapsed' && service.window.late_decision === 'with-reason';
  return {
    typed: choice === 'approve' ? typedPhrase(incident, service) : null,
    reason: late || service.authority.reason_required.includes(choice) ? 'required' : 'optional',
    reopenAt: choice === 'hold' ? plusMs(toInstant(now), service.window.length) : null,
  };
}

function approvals(incident: Incident, service: ServicePolicy): CardFacts['approvals'] {
  const plan = incident.proposed?.plan;
  return {
    given: new Set(incident.votes.filter(({ choice }) => choice === 'approve').map(({ by }) => by)).size,
    needed: plan === undefined ? 1 : votesNeeded(plan, service),
  };
}

/** B1: one operator alone is recorded as one, and somebody else looks at it afterwards. */
export function reviewOwed({ decision }: Incident): string | null {
  if (decision?.choice !== 'approve' || decision.basis.rule !== 'single-operator') return null;
  return `${person(decision.by)} decided alone, as the single operator. Somebody else has to review this decision; write who did and what they found with \`/incident note\` (B1).`;
}
