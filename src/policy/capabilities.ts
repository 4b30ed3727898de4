import { type ActionName, type ActionOffer, actionNames } from '../domain/card.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Incident, Phase } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../domain/verdict.ts';
import {
  alreadyVotedOn,
  cannotChooseBackup,
  cannotChoosePath,
  cannotClose,
  closed,
  decided,
  forbiddenWhenLate,
  lapsedAlready,
  noPlan,
  noStepWaits,
  nothingToAbandon,
  nothingToObjectTo,
  nothingToWithdraw,
  notTakenBack,
  pathBarred,
  promotedAlready,
} from './action-barriers.ts';
import { rolesOf } from './roles.ts';
import { stranger } from './standing-refusals.ts';

/** What an action is judged on, besides the person who asks. */
export interface ActionState {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly now: Date;
}

/** Null where it does not stand in the way. */
export type Barrier = (state: ActionState) => Refusal | null;

interface Capability {
  /** Phases in which its button is drawn, pressed or not. Elsewhere an old button is still answered. */
  readonly drawnIn: readonly Phase[];
  /** In the order in which they are told: the first one wins. */
  readonly barriers: readonly Barrier[];
  /** `vote`: judged by `judgeVote`. `role-holder`: any role of the service. `caller`: or whoever declared it. */
  readonly who: 'anyone' | 'vote' | 'objector' | 'role-holder' | 'caller';
}

const open: readonly Phase[] = ['preparing', 'deciding'];
const live: readonly Phase[] = ['preparing', 'deciding', 'executing', 'standing-by', 'recovered'];
const stepping: readonly Phase[] = ['preparing', 'deciding', 'executing', 'standing-by'];

/**
 * What can be done with an incident, and what stands in the way: one table, three readers (architecture, habit 9). It draws
 * the buttons, words the refusals and guards the services, so that these three never disagree.
 */
const capabilities: Readonly<Record<ActionName, Capability>> = {
  approve: { drawnIn: open, barriers: [closed, decided, noPlan, pathBarred, forbiddenWhenLate], who: 'vote' },
  refuse: { drawnIn: open, barriers: [closed, decided, noPlan], who: 'vote' },
  hold: { drawnIn: open, barriers: [closed, decided, noPlan], who: 'vote' },
  object: {
    drawnIn: ['deciding', 'executing'],
    barriers: [closed, nothingToObjectTo, promotedAlready],
    who: 'objector',
  },
  withdraw: {
    drawnIn: ['deciding', 'executing'],
    barriers: [closed, nothingToWithdraw],
    who: 'anyone',
  },
  'answer-contact': { drawnIn: open, barriers: [closed, decided], who: 'anyone' },
  'add-note': { drawnIn: [...live, 'closed'], barriers: [], who: 'anyone' },
  'correct-identification': {
    drawnIn: open,
    barriers: [closed, decided, alreadyVotedOn, lapsedAlready],
    who: 'caller',
  },
  'retry-step': { drawnIn: stepping, barriers: [closed, noStepWaits], who: 'role-holder' },
  'mark-step-done': { drawnIn: stepping, barriers: [closed, noStepWaits], who: 'role-holder' },
  'undo-step': { drawnIn: stepping, barriers: [closed, noStepWaits, promotedAlready], who: 'role-holder' },
  'choose-backup': {
    drawnIn: ['preparing', 'deciding', 'standing-by'],
    barriers: [closed, cannotChooseBackup, notTakenBack],
    who: 'caller',
  },
  'choose-path': {
    drawnIn: ['preparing', 'deciding', 'standing-by', 'recovered'],
    barriers: [closed, cannotChoosePath, notTakenBack],
    who: 'caller',
  },
  abandon: { drawnIn: ['executing'], barriers: [closed, nothingToAbandon, promotedAlready], who: 'role-holder' },
  close: { drawnIn: live, barriers: [closed, cannotClose, notTakenBack], who: 'caller' },
};

/** Steps that wait, votes and objections to take back, calls to answer: drawn only where there are some. */
const idle: Readonly<Partial<Record<ActionName, Barrier>>> = {
  withdraw: nothingToWithdraw,
  'retry-step': noStepWaits,
  'mark-step-done': noStepWaits,
  'undo-step': noStepWaits,
};

/** Why nobody may do this now, whoever asks; null where it is possible. */
export function barrierTo(action: ActionName, state: ActionState): Refusal | null {
  for (const barrier of capabilities[action].barriers) {
    const refusal = barrier(state);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** The buttons of this state, in the table's order. */
export function offers(state: ActionState): readonly ActionOffer[] {
  return actionNames
    .filter((action) => isDrawn(action, state))
    .map((action) => {
      const barrier = barrierTo(action, state);
      return { action, enabled: barrier === null, whyNot: barrier === null ? null : `${barrier.say} ${barrier.hint}` };
    });
}

function isDrawn(action: ActionName, state: ActionState): boolean {
  const { incident } = state;
  if (!capabilities[action].drawnIn.includes(incident.phase)) return false;
  if (action === 'answer-contact') return incident.contacts.length > 0 && incident.answers.length === 0;
  return (idle[action]?.(state) ?? null) === null;
}

/** May this person do this now? Votes are judged by `judgeVote`, which asks more. */
export function judgeAction(
  action: ActionName,
  asked: ActionState & { readonly resolved: ResolvedRoster; readonly person: PersonId },
): Verdict<{ readonly roles: readonly Role[] }> {
  const barrier = barrierTo(action, asked);
  if (barrier !== null) return refused(barrier);
  const roles = rolesOf(asked.person, asked.resolved);
  return mayAct(action, asked, roles) ? granted({ roles }) : refused(outsider(action, asked, roles));
}

/** Who outranks a stand-in, and may therefore stop what one has decided. */
const objectors: ReadonlySet<Role> = new Set<Role>(['team-lead', 'cto', 'owner']);

function mayAct(
  action: ActionName,
  { incident, person }: { readonly incident: Incident; readonly person: PersonId },
  roles: readonly Role[],
): boolean {
  switch (capabilities[action].who) {
    case 'anyone':
    case 'vote':
      return true;
    case 'objector':
      return roles.some((role) => objectors.has(role));
    case 'role-holder':
      return roles.length > 0;
    case 'caller':
      return roles.length > 0 || person === incident.declaration.declaredBy;
  }
}

const doing: Readonly<Record<ActionName, string>> = {
  approve: 'approve',
  refuse: 'refuse',
  hold: 'hold',
  object: 'object to a plan',
  withdraw: 'withdraw a vote',
  'answer-contact': 'answer a call',
  'add-note': 'add a note',
  'correct-identification': 'correct when the failure was identified',
  'retry-step': 'let a step run again',
  'mark-step-done': 'mark a step as done',
  'undo-step': 'take a step back',
  'choose-backup': 'choose another backup',
  'choose-path': 'choose another way back',
  abandon: 'stop the recovery',
  close: 'close the incident',
};

function outsider(
  action: ActionName,
  asked: ActionState & { readonly resolved: ResolvedRoster; readonly person: PersonId },
  roles: readonly Role[],
): Refusal {
  const base = stranger(asked, roles);
  if (base.code === 'roster-unclear') return base;
  return { ...base, say: `You may not ${doing[action]} here: ${whoMayInstead(action)}.` };
}

function whoMayInstead(action: ActionName): string {
  if (capabilities[action].who === 'objector') return 'only the team lead, the CTO or the owner may';
  const declarer = capabilities[action].who === 'caller' ? ', or to whoever declared the incident' : '';
  return `that is left to people with a role in this service${declarer}`;
}
