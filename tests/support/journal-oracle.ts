import { expect } from 'vitest';
import type { BodyOf, Entry, EntryBody } from '../../src/domain/entry.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { cto, lead, onCall, owner } from './incident-builder.ts';

/** What one question (the first, or one that was opened again) has seen so far. */
interface Question {
  windowFrom: number;
  leadHeard: boolean;
  readonly asked: Map<number, { waitMs: number; settledAt: number | null; counts: boolean }>;
  readonly reminded: Set<number>;
  lapses: number;
}

/** An approval that stands, and whether its pause is over. */
interface Approval {
  readonly at: number;
  readonly coolingMs: number;
  cooled: boolean;
}

/** All that the oracle remembers while it reads. */
interface Reading {
  readonly service: ServicePolicy;
  readonly needsGrant: (step: string) => boolean;
  readonly decided: Map<number, number>;
  question: Question;
  plan: { readonly revision: number; readonly digest: string } | null;
  approval: Approval | null;
  objectors: Set<string>;
  standsBy: boolean;
}

/**
 * Reads a journal from its entries alone, knowing nothing of how policy judges and the fold folds, and fails where it says
 * what it must not.
 */
export function checkJournal(
  entries: readonly Entry[],
  service: ServicePolicy,
  needsGrant: (step: string) => boolean,
): void {
  const reading: Reading = {
    ...{ service, needsGrant, decided: new Map(), question: newQuestion(0, false) },
    ...{ plan: null, approval: null, objectors: new Set(), standsBy: false },
  };
  for (const entry of entries) readEntry(reading, entry);
}

function readEntry(reading: Reading, entry: Entry): void {
  const now = Date.parse(entry.recordedAt);
  const { body, by } = entry;
  const closes = reading.question.windowFrom + reading.service.window.length;
  switch (body.kind) {
    case 'incident-declared': {
      const { identifiedAt, declaredBy } = body.declaration;
      reading.question = newQuestion(Date.parse(identifiedAt), declaredBy === lead);
      return;
    }
    case 'identification-corrected':
      expect(now, 'no correction opens a closed window').toBeLessThan(closes);
      reading.question.windowFrom = Date.parse(body.identifiedAt);
      return;
    case 'plan-proposed':
      Object.assign(reading, { plan: body.proposed, approval: null, objectors: new Set() });
      return;
    case 'vote-cast':
      expect([body.vote.revision, body.vote.digest]).toEqual([reading.plan?.revision, reading.plan?.digest]);
      checkVote(body, reading.question, { now, closes, service: reading.service });
      return;
    case 'decision-made':
      readDecision(reading, body, now);
      return;
    case 'objection-raised':
      reading.objectors.add(by.kind === 'person' ? by.id : '');
      return;
    case 'objection-withdrawn':
      reading.objectors.delete(by.kind === 'person' ? by.id : '');
      return;
    case 'step-began':
      checkBeginning(reading, body, entry.n);
      return;
    default:
      readTurn(reading, body, now);
      checkClock(entry, reading.question, { now, closes });
  }
}

function readDecision(reading: Reading, { vote, votes }: BodyOf<'decision-made'>, now: number): void {
  const { revision, choice, coolingOffMs = 0 } = vote;
  reading.decided.set(revision, (reading.decided.get(revision) ?? 0) + 1);
  expect(reading.decided.get(revision), `one decision on revision ${revision}`).toBe(1);
  reading.objectors = new Set();
  reading.standsBy = choice !== 'approve';
  if (choice !== 'approve') return;
  expect(new Set(votes).size).toBeGreaterThanOrEqual(reading.service.authority.votes_needed);
  reading.approval = { at: now, coolingMs: coolingOffMs, cooled: coolingOffMs === 0 };
}

/** I1: an approval of this very plan stands, has cooled off, and nobody objects. */
function checkBeginning({ approval, objectors, needsGrant }: Reading, { step }: BodyOf<'step-began'>, n: number): void {
  if (!needsGrant(step)) return;
  expect(approval?.cooled, `entry ${n}: ${step} begins under an approval that stands`).toBe(true);
  expect([...objectors], `entry ${n}: nobody objects to ${step}`).toEqual([]);
}

/** What ends an approval, opens a question again, or lets an approval begin. */
function readTurn(reading: Reading, body: EntryBody, now: number): void {
  const { approval } = reading;
  if (body.kind === 'hold-ended' || body.kind === 'backup-chosen') {
    if (body.kind === 'hold-ended' || reading.standsBy) reading.question = newQuestion(now, false);
    Object.assign(reading, { plan: null, approval: null, objectors: new Set(), standsBy: false });
  } else if (body.kind === 'execution-abandoned') {
    Object.assign(reading, { approval: null, standsBy: true });
  } else if (body.kind === 'cooling-off-ended' && approval !== null) {
    expect(now, 'the pause is over').toBeGreaterThanOrEqual(approval.at + approval.coolingMs);
    approval.cooled = true;
  }
}

function newQuestion(windowFrom: number, leadHeard: boolean): Question {
  return { windowFrom, leadHeard, asked: new Map(), reminded: new Set(), lapses: 0 };
}

/** What the clock writes: every attempt, outcome, reminder and lapse once, and the rung on evidence only. */
function checkClock(
  { body, by, n }: Entry,
  question: Question,
  { now, closes }: { now: number; closes: number },
): void {
  switch (body.kind) {
    case 'contact-attempted':
      expect(question.asked.has(body.attempt), `entry ${n}: attempt ${body.attempt} once`).toBe(false);
      question.asked.set(body.attempt, { waitMs: body.waitMs, settledAt: null, counts: false });
      return;
    case 'contact-delivered':
    case 'contact-failed': {
      const asked = question.asked.get(body.attempt);
      expect(asked?.settledAt, `entry ${n}: one outcome of attempt ${body.attempt}`).toBeNull();
      if (asked === undefined) return;
      asked.settledAt = now;
      asked.counts = body.kind === 'contact-delivered' || body.counts;
      return;
    }
    case 'contact-answered':
      if (by.kind === 'person' && by.id === lead && body.role === 'team-lead') question.leadHeard = true;
      return;
    case 'rung-opened':
      if (body.role === 'on-call') expect(isLeadSilent(question, now), 'the rung opens on evidence').toBe(true);
      return;
    case 'window-reminded':
      expect(question.reminded.has(body.beforeMs), `entry ${n}: reminder ${body.beforeMs} once`).toBe(false);
      expect(now, 'a reminder comes before the end').toBeLessThan(closes);
      question.reminded.add(body.beforeMs);
      return;
    case 'window-lapsed':
      question.lapses += 1;
      expect(question.lapses, 'one lapse in each window').toBe(1);
      expect(now).toBeGreaterThanOrEqual(closes);
      return;
    default:
  }
}

function checkVote(
  { vote }: BodyOf<'vote-cast'>,
  question: Question,
  { now, closes, service }: { now: number; closes: number; service: ServicePolicy },
): void {
  expect(hasStanding(vote.by, question, now, service), `${vote.by} has standing`).toBe(true);
  const late = now >= closes;
  expect(vote.lateByMs !== undefined, 'late is called late').toBe(late);
  if (!late || vote.choice !== 'approve') return;
  expect(service.window.late_decision).not.toBe('forbidden');
  if (service.window.late_decision === 'cto-only') expect(vote.by).toBe(cto);
}

function hasStanding(person: PersonId, question: Question, now: number, { authority }: ServicePolicy): boolean {
  if (person === cto || person === lead) return true;
  if (person === owner) return authority.profile === 'single-operator';
  if (person !== onCall) return false;
  if (authority.profile === 'on-call-empowered') return true;
  return authority.profile === 'stand-in' && isLeadSilent(question, now);
}

/** Both attempts made, delivered or counted, both waits over, and no word from the lead. */
function isLeadSilent({ asked, leadHeard }: Question, now: number): boolean {
  const over = [...asked.values()].filter(
    ({ settledAt, counts, waitMs }) => counts && settledAt !== null && now >= settledAt + waitMs,
  );
  return !leadHeard && over.length === 2;
}
