import type { Basis } from '../domain/decision.ts';
import type { Incident } from '../domain/incident.ts';
import { roleNames } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Refusal } from '../domain/verdict.ts';
import type { VoteAsked } from './authority.ts';
import { clock, person, span } from './words.ts';

/** Why nobody could cast this vote, whoever they are: the first reason only, because it makes the others idle. */
export function barrierToVote(asked: VoteAsked): Refusal | null {
  const { incident, service, now } = asked;
  return (
    closedBarrier(incident, service, now) ??
    decidedBarrier(incident, service, now, asked.person) ??
    notReadyBarrier(incident) ??
    staleBarrier(asked) ??
    repeatBarrier(asked)
  );
}

export function closedBarrier(incident: Incident, service: ServicePolicy, now: Date): Refusal | null {
  if (incident.closedAt === null) return null;
  const when = clock(incident.closedAt, service.time_zone, now);
  const decided = incident.decision === null ? 'without a decision' : `after ${whoDecided(incident, service, now)}`;
  return {
    code: 'incident-closed',
    say: `${incident.id} was closed at ${when}, ${decided}.`,
    hint: 'If it fails again, declare a new incident with `/incident declare`; notes can still be added to this one.',
  };
}

/** The first decision stands, and everybody who comes later is told whose it was, when, and on which plan. */
export function decidedBarrier(incident: Incident, service: ServicePolicy, now: Date, you?: string): Refusal | null {
  if (incident.decision === null) return null;
  return {
    code: 'already-decided',
    say: `Already decided: ${whoDecided(incident, service, now, you)}.${afterwards(incident)}`,
    hint: nextAfterDecision(incident, service, now),
  };
}

const did = { approve: 'approved', refuse: 'refused', hold: 'held' } as const;

/** `<@U1> approved plan revision 2 (digest 1f2e3d4c) at 12:08:31 UTC as CTO, 3 min 2 s after the window had closed`. */
export function whoDecided(incident: Incident, service: ServicePolicy, now: Date, you?: string): string {
  const { decision } = incident;
  if (decision === null) return 'nobody has decided';
  const who = decision.by === you ? 'you' : person(decision.by);
  const plan = `plan revision ${decision.revision} (digest ${decision.digest.slice(0, 8)})`;
  const late = decision.lateByMs === undefined ? '' : `, ${span(decision.lateByMs)} after the window had closed`;
  const when = clock(decision.at, service.time_zone, now);
  return `${who} ${did[decision.choice]} ${plan} at ${when} as ${standingWords(decision.basis)}${late}`;
}

function standingWords({ role, rule }: Basis): string {
  if (rule === 'stand-in') return `${roleNames[role]} standing in for the team lead`;
  return rule === 'single-operator' ? 'single operator' : roleNames[role];
}

function afterwards(incident: Incident): string {
  if (incident.decision?.choice !== 'approve') return '';
  if (incident.phase === 'standing-by') return ' Carrying it out was then abandoned.';
  return incident.phase === 'recovered' ? ' It has been carried out.' : '';
}

function nextAfterDecision(incident: Incident, service: ServicePolicy, now: Date): string {
  const { decision, phase } = incident;
  if (phase === 'executing')
    return 'There is nothing more to vote on. If it must not go on, the team lead or the CTO can object: steps that have not begun then wait.';
  if (phase === 'recovered') return `Close it with \`/incident close\` when the service has stayed well.`;
  if (decision?.choice === 'hold' && decision.reopenAt !== undefined)
    return `The question opens again at ${clock(decision.reopenAt, service.time_zone, now)}; a role holder can open it sooner by choosing a backup.`;
  return 'Choose a backup to open the question again with a new plan, or close the incident.';
}

export function notReadyBarrier(incident: Incident): Refusal | null {
  if (incident.proposed !== null && incident.phase === 'deciding') return null;
  const failed = Object.values(incident.steps).find((step) => step.status === 'failed' || step.status === 'unknown');
  return {
    code: 'plan-not-ready',
    say:
      failed === undefined
        ? 'There is no plan to decide on yet: I am still measuring what a restore would bring back and lose.'
        : `There is no plan to decide on: preparing it stopped at "${failed.name}"${failed.error === null ? '' : ` (${failed.error.say})`}.`,
    hint:
      failed === undefined
        ? 'The card shows the buttons when the plan is ready; nothing is lost by waiting for it.'
        : 'Let that step run again, choose another backup, or close the incident.',
  };
}

/** An old button names an old plan; whoever presses it reads what has changed since. */
function staleBarrier({ incident, service, revision, digest, now }: VoteAsked): Refusal | null {
  const { proposed, proposal } = incident;
  if (proposed === null || (proposed.revision === revision && proposed.digest === digest)) return null;
  const current = `revision ${proposed.revision} (digest ${proposed.digest.slice(0, 8)})`;
  if (revision >= proposed.revision) {
    return {
      code: 'plan-changed',
      say: `This button does not belong to the plan on the table, which is ${current}. Nothing was counted.`,
      hint: 'Use the buttons of the newest card in the channel.',
    };
  }
  const by = proposal?.by.kind === 'person' ? person(proposal.by.id) : 'me';
  const since = proposal === null ? '' : `, proposed by ${by} at ${clock(proposal.at, service.time_zone, now)}`;
  return {
    code: 'plan-changed',
    say: `You were looking at revision ${revision}; the plan is now ${current}${since}. ${changesSince(incident, revision)} Nothing was counted.`,
    hint: `Read the card again and decide on revision ${proposed.revision}.`,
  };
}

function changesSince(incident: Incident, revision: number): string {
  const changes = incident.proposal?.changes ?? [];
  if (changes.length === 0) return 'It was measured again.';
  const gap = (incident.proposed?.revision ?? 0) - revision > 1 ? 'The last change' : 'Changed';
  return `${gap}: ${changes.join('; ')}.`;
}

function repeatBarrier({ incident, service, person: you, choice, now }: VoteAsked): Refusal | null {
  const before = incident.votes.find((vote) => vote.by === you && vote.choice === choice);
  if (before === undefined) return null;
  return {
    code: 'already-voted',
    say: `You already voted to ${choice} revision ${before.revision} at ${clock(before.at, service.time_zone, now)}, and each person counts once.`,
    hint: 'Another person who may decide has to agree; you can withdraw your vote until then.',
  };
}
