import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BodyOf, Draft } from '../../src/domain/entry.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { grantOf } from '../../src/policy/grant.ts';
import { cto, fullTeam, lead, onCall, owner, type Tale } from '../support/incident-builder.ts';
import {
  anyDeclarer,
  anyPolicy,
  begun,
  type Happening,
  happen,
  happening,
  type Turn,
} from '../support/random-voting.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = 2_000;
const minute = 60_000;

/** Written by the test from the entries alone, knowing nothing of how policy judges. */
interface Evidence {
  settled: Map<number, { at: number; counts: boolean }>;
  leadHeard: boolean;
  windowFrom: number;
  lapses: number;
  decisions: Map<number, number>;
  once: Set<string>;
}

function freshRecord(tale: Tale, by: PersonId): Evidence {
  return {
    settled: new Map(),
    leadHeard: by === lead,
    windowFrom: Date.parse(tale.incident.identifiedAt),
    lapses: 0,
    decisions: new Map(),
    once: new Set(),
  };
}

describe(`in ${runs} random incidents (seed ${seed})`, () => {
  test('nobody decides without standing, the ladder opens on evidence only, every lapse is told once', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyDeclarer,
        fc.array(happening, { minLength: 5, maxLength: 60, size: 'max' }),
        (service, by, all) => {
          let tale = begun(by);
          let record = freshRecord(tale, by);
          for (const what of all) {
            const turn = happen(tale, what, service);
            record = checkTurn(record, tale, turn, what, service);
            tale = turn.tale;
          }
        },
      ),
      { seed, numRuns: runs },
    );
  }, 60_000);
});

function checkTurn(before: Evidence, was: Tale, turn: Turn, what: Happening, service: ServicePolicy): Evidence {
  const record = before;
  for (const once of turn.once) {
    expect(record.once.has(once), `${once} happens once`).toBe(false);
    record.once.add(once);
  }
  checkBounds(turn, was);
  for (const draft of turn.written) checkEntry(record, was, draft, service);
  noteSettled(record, was, turn.tale);
  if (turn.tale.incident.reopenedAt !== was.incident.reopenedAt) reopened(record, turn.tale);
  if (what.kind === 'tick') checkKept(turn.tale, service);
  checkGrant(turn.tale);
  return record;
}

/** A verdict holds at its own instant and says until when. */
function checkBounds({ verdict }: Turn, was: Tale): void {
  if (verdict?.kind !== 'granted') return;
  const { notBefore, notAfter } = verdict.value.guard ?? {};
  const now = was.now.getTime();
  if (notBefore !== undefined) expect(Date.parse(notBefore)).toBeLessThanOrEqual(now);
  if (notAfter !== undefined) expect(Date.parse(notAfter)).toBeGreaterThan(now);
}

function checkEntry(record: Evidence, was: Tale, { body, by }: Draft, service: ServicePolicy): void {
  const now = was.now.getTime();
  const closes = record.windowFrom + service.window.length;
  switch (body.kind) {
    case 'vote-cast':
      checkVote(record, was, body, service, closes);
      return;
    case 'decision-made': {
      const { revision, choice } = body.vote;
      record.decisions.set(revision, (record.decisions.get(revision) ?? 0) + 1);
      expect(record.decisions.get(revision), `one decision on revision ${revision}`).toBe(1);
      if (choice === 'approve') expect(new Set(body.votes).size).toBeGreaterThanOrEqual(service.authority.votes_needed);
      return;
    }
    case 'rung-opened':
      if (body.role === 'on-call') expect(isLeadSilent(record, now), 'the rung opens on evidence').toBe(true);
      return;
    case 'window-lapsed':
      record.lapses += 1;
      expect(record.lapses, 'one lapse in each window').toBe(1);
      expect(now).toBeGreaterThanOrEqual(closes);
      return;
    case 'contact-answered':
      if (by.kind === 'person' && by.id === lead && body.role === 'team-lead') record.leadHeard = true;
      return;
    case 'identification-corrected':
      expect(now, 'no correction opens a closed window').toBeLessThan(closes);
      record.windowFrom = Date.parse(body.identifiedAt);
      return;
    default:
  }
}

function checkVote(
  record: Evidence,
  was: Tale,
  { vote }: BodyOf<'vote-cast'>,
  service: ServicePolicy,
  closes: number,
): void {
  const now = was.now.getTime();
  const { proposed, declaration, phase } = was.incident;
  expect(phase).toBe('deciding');
  expect([vote.revision, vote.digest]).toEqual([proposed?.revision, proposed?.digest]);
  expect(hasStanding(vote.by, record, now, service), `${vote.by} has standing`).toBe(true);
  if (!service.authority.requester_may_decide) expect(vote.by).not.toBe(declaration.declaredBy);
  const late = now >= closes;
  expect(vote.lateByMs !== undefined, 'late is called late').toBe(late);
  if (!late || vote.choice !== 'approve') return;
  expect(service.window.late_decision).not.toBe('forbidden');
  if (service.window.late_decision === 'cto-only') expect(vote.by).toBe(cto);
}

function hasStanding(person: PersonId, record: Evidence, now: number, { authority }: ServicePolicy): boolean {
  if (person === cto || person === lead) return true;
  if (person === owner) return authority.profile === 'single-operator';
  if (person !== onCall) return false;
  if (authority.profile === 'on-call-empowered') return true;
  return authority.profile === 'stand-in' && isLeadSilent(record, now);
}

/** Both attempts settled and counting, both waits over, and no word from the lead. */
function isLeadSilent({ settled, leadHeard }: Evidence, now: number): boolean {
  const waits = [2 * minute, 3 * minute];
  return (
    !leadHeard &&
    waits.every((waitMs, attempt) => {
      const outcome = settled.get(attempt);
      return outcome?.counts === true && now >= outcome.at + waitMs;
    })
  );
}

function noteSettled(record: Evidence, was: Tale, is: Tale): void {
  for (const contact of is.incident.contacts) {
    if (contact.settled === null || record.settled.has(contact.attempt)) continue;
    record.settled.set(contact.attempt, { at: is.now.getTime(), counts: contact.counts });
  }
  expect(was.incident.head.n).toBeLessThanOrEqual(is.incident.head.n);
}

function reopened(record: Evidence, { now }: Tale): void {
  record.settled = new Map();
  record.leadHeard = false;
  record.windowFrom = now.getTime();
  record.lapses = 0;
}

/** Whatever was due has been written: a second look, or another conductor's, finds nothing but new rungs. */
function checkKept({ incident, now }: Tale, service: ServicePolicy): void {
  const again = dueMoves(incident, service, fullTeam, now).moves.map((move) => move.draft.body.kind);
  const follow = new Set(['rung-opened', 'contact-attempted']);
  expect(again.filter((kind) => !follow.has(kind))).toEqual([]);
}

/** I1: a grant rests on an approval of this very plan, that cooled off and that nobody objected to since. */
function checkGrant({ incident, now }: Tale): void {
  const grant = grantOf(incident);
  if (grant === null) return;
  const { decision } = incident;
  expect(decision).toMatchObject({ choice: 'approve', digest: grant.digest, revision: grant.revision });
  expect(incident.proposed?.digest).toBe(grant.digest);
  expect(incident.objections).toEqual([]);
  const coolsUntil = Date.parse(grant.decidedAt) + (decision?.coolingOffMs ?? 0);
  expect(now.getTime()).toBeGreaterThanOrEqual(coolsUntil);
}
