import type { Draft, EntryBody } from '../domain/entry.ts';
import type { Instant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import { type ResolvedRoster, theBot } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { type ContactMove, contactMoves } from './contact.ts';
import { earliest, hasCome } from './instants.ts';
import { nextSwitchReminder } from './switch-reminders.ts';
import { holdsFreeze, nextWaitingReminder, toldOfWaiting, waitingSince } from './waiting.ts';
import { fixForwardEndsAt, isFixForwardOpen, isLapseDue, nextWindowInstant, reminderDue, windowOf } from './window.ts';

/** One thing that the clock asks for, and the name under which it happens once in an incident's life. */
export interface DueMove {
  readonly once: string;
  readonly draft: Draft;
}

export interface Due {
  /** To be written in this order, all under one judgement of the journal. */
  readonly moves: readonly DueMove[];
  /** Attempts that were written down and have no outcome yet. */
  readonly deliver: readonly number[];
  /** When the clock asks for something next; null when it never will as things stand. */
  readonly wakeAt: Instant | null;
}

/**
 * What the passing of time asks of this incident now (I6): contacts, rungs, reminders, the lapse, the spent fix-forward
 * budget, the end of a cooling-off or of a hold. It is read out of the fold, so it is asked for once however often the bot
 * dies in between.
 */
export function dueMoves(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster, now: Date): Due {
  const contacts = contactMoves(incident, service, resolved, now);
  const moves = [
    ...contacts.flatMap((move) => contactDraft(incident, move)),
    ...reminder(incident, service, now),
    ...lapse(incident, service, now),
    ...fixForward(incident, service, now),
    ...coolingOff(incident, now),
    ...holdEnd(incident, now),
    ...waiting(incident, service, resolved, now),
    ...switchesOff(incident, service, now),
  ];
  return {
    moves,
    deliver: contacts.flatMap((move) => (move.kind === 'deliver' ? [move.attempt] : [])),
    wakeAt: wakeAt(incident, service, contacts, now),
  };
}

/** What is still asked after a recovery: the question is settled, and something may be off that is to be on again (B11). */
export function dueAfterRecovery(incident: Incident, service: ServicePolicy, now: Date): Due {
  const next = nextSwitchReminder(incident, service)?.at ?? null;
  return {
    moves: switchesOff(incident, service, now),
    deliver: [],
    wakeAt: next === null || hasCome(next, now) ? null : next,
  };
}

function contactDraft(incident: Incident, move: ContactMove): DueMove[] {
  if (move.kind === 'attempt') {
    const { attempt, by, to, waitMs } = move;
    return [due(incident, `contact/${attempt}`, { kind: 'contact-attempted', attempt, by, to: [...to], waitMs })];
  }
  if (move.kind !== 'open-rung') return [];
  return [
    due(incident, `rung/${move.role}`, {
      kind: 'rung-opened',
      role: move.role,
      why: move.why,
      people: [...move.people],
    }),
  ];
}

function reminder(incident: Incident, service: ServicePolicy, now: Date): DueMove[] {
  const beforeMs = reminderDue(incident, service, now);
  if (beforeMs === null) return [];
  const { closesAt } = windowOf(incident, service, now);
  return [due(incident, `reminder/${beforeMs}`, { kind: 'window-reminded', beforeMs, closesAt })];
}

function lapse(incident: Incident, service: ServicePolicy, now: Date): DueMove[] {
  if (!isLapseDue(incident, service, now)) return [];
  const { closesAt: closedAt } = windowOf(incident, service, now);
  return [due(incident, 'lapse', { kind: 'window-lapsed', closedAt, lateDecision: service.window.late_decision })];
}

function fixForward(incident: Incident, service: ServicePolicy, now: Date): DueMove[] {
  const endedAt = fixForwardEndsAt(incident, service);
  if (!isFixForwardOpen(incident) || !hasCome(endedAt, now)) return [];
  return [due(incident, 'fix-forward', { kind: 'fix-forward-budget-spent', endedAt })];
}

function coolingOff({ coolingUntil, ...incident }: Incident, now: Date): DueMove[] {
  if (coolingUntil === null || incident.phase !== 'executing' || !hasCome(coolingUntil, now)) return [];
  const once = `cooling-off/${incident.decision?.revision ?? 0}`;
  return [{ once: `${incident.id}/${once}`, draft: byBot({ kind: 'cooling-off-ended', endedAt: coolingUntil }) }];
}

function holdEnd(incident: Incident, now: Date): DueMove[] {
  const reopenAt = reopensAt(incident);
  if (reopenAt === null || !hasCome(reopenAt, now)) return [];
  const { reason: criterion, reversedBy } = incident.decision ?? {};
  const measured = reversedBy === undefined ? '' : `; what would reverse it: ${reversedBy}`;
  const why =
    criterion === undefined ? 'its time is up' : `its time is up, and its criterion was: ${criterion}${measured}`;
  return [due(incident, `hold/${incident.decision?.entry ?? 0}`, { kind: 'hold-ended', why })];
}

function waiting(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster, now: Date): DueMove[] {
  const [since, at] = [waitingSince(incident), nextWaitingReminder(incident, service)];
  if (since === null || at === null || !hasCome(at, now)) return [];
  const body: EntryBody = {
    kind: 'waiting-reminded',
    waitedMs: now.getTime() - Date.parse(since),
    frozen: holdsFreeze(incident),
    to: [...toldOfWaiting(incident, service, resolved)],
  };
  return [due(incident, `waiting/${at}`, body)];
}

/** B11: what is off is easily forgotten, in a night that is about something else by then. */
function switchesOff(incident: Incident, service: ServicePolicy, now: Date): DueMove[] {
  const next = nextSwitchReminder(incident, service);
  if (next === null || !hasCome(next.at, now)) return [];
  const offMs = now.getTime() - Date.parse(next.since);
  return [due(incident, `switch/${next.at}`, { kind: 'switch-reminded', switch: next.name, offMs })];
}

function reopensAt({ phase, decision }: Incident): Instant | null {
  return phase === 'standing-by' && decision?.choice === 'hold' ? (decision.reopenAt ?? null) : null;
}

function wakeAt(
  incident: Incident,
  service: ServicePolicy,
  contacts: readonly ContactMove[],
  now: Date,
): Instant | null {
  const waits = contacts.flatMap((move) => (move.kind === 'wait' ? [move.until] : []));
  const clocks = [
    nextWindowInstant(incident, service, now),
    isFixForwardOpen(incident) ? fixForwardEndsAt(incident, service) : null,
    incident.coolingUntil,
    reopensAt(incident),
    nextWaitingReminder(incident, service),
    nextSwitchReminder(incident, service)?.at ?? null,
  ];
  return earliest(...waits, ...clocks.filter((instant) => instant !== null && !hasCome(instant, now)));
}

/** A question that was opened again is asked anew, under names of its own. */
function due(incident: Incident, what: string, body: EntryBody): DueMove {
  const question = incident.reopenedBy === null ? '' : `@${incident.reopenedBy}`;
  return { once: `${incident.id}/${what}${question}`, draft: byBot(body) };
}

function byBot(body: EntryBody): Draft {
  return { by: theBot, body };
}
