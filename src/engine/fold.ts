import type { BodyOf, Entry, EntryBody, EntryKind } from '../domain/entry.ts';
import { type IncidentId, type Instant, toInstant } from '../domain/ids.ts';
import type { ContactState, Incident } from '../domain/incident.ts';
import { aftercareChanges, noAftercare } from './fold-aftercare.ts';
import { foldStep, freshSteps, isStepBody } from './fold-step.ts';
import { heldAfterStep, nothingSwitched, switchChanges, switchesAfterPlan } from './fold-switches.ts';
import { IllegalEntry } from './illegal-entry.ts';
import { measuredAfterHold } from './measured-anew.ts';
import { nextPhase } from './phase.ts';

/** An entry, or a draft that has not been given its number, digest and instant yet. */
export type Told = Pick<Entry, 'n' | 'body' | 'by' | 'occurredAt' | 'recordedAt' | 'digest'>;

export type Change<Kind extends EntryKind> = (incident: Incident, body: BodyOf<Kind>, entry: Told) => Partial<Incident>;

const nothing = (): Partial<Incident> => ({});

/** Another plan is asked for: nothing that was said about the last one counts. */
const undecided: Partial<Incident> = { proposed: null, proposal: null, votes: [], objections: [], decision: null };

/** What each entry changes besides phase and steps. The compiler asks for a line here for every new kind of entry. */
const changes: { readonly [Kind in Exclude<EntryKind, `step-${string}` | 'incident-declared'>]: Change<Kind> } = {
  'identification-corrected': (_, body, entry) => ({
    identifiedAt: body.identifiedAt,
    identifiedBy: entry.by,
    identifiedWhy: body.why,
  }),
  'contact-attempted': (incident, body, entry) => ({
    contacts: [
      ...incident.contacts,
      {
        attempt: body.attempt,
        by: body.by,
        to: body.to,
        waitMs: body.waitMs,
        attemptedAt: entry.recordedAt,
        outcome: 'under-way',
        why: null,
        counts: true,
        entry: entry.n,
        settled: null,
      },
    ],
  }),
  'contact-delivered': (incident, body, entry) => ({
    contacts: settleContact(incident, body.attempt, { outcome: 'delivered', settled: settledBy(entry) }),
  }),
  'contact-failed': (incident, body, entry) => ({
    contacts: settleContact(incident, body.attempt, {
      outcome: 'failed',
      why: body.why,
      counts: body.counts,
      settled: settledBy(entry),
    }),
  }),
  'contact-answered': (incident, body, entry) => ({
    answers:
      entry.by.kind === 'person'
        ? [
            ...incident.answers,
            { by: entry.by.id, role: body.role, at: entry.recordedAt, how: body.how, entry: entry.n },
          ]
        : incident.answers,
  }),
  'rung-opened': (incident, body, entry) => ({
    rungsOpened: [...incident.rungsOpened, body.role],
    calls: [...incident.calls, { role: body.role, people: body.people ?? [], why: body.why, entry: entry.n }],
  }),
  'window-reminded': (incident, body) => ({ remindedMs: [...incident.remindedMs, body.beforeMs] }),
  'waiting-reminded': (_, __, entry) => ({ waitingRemindedAt: entry.recordedAt }),
  'window-lapsed': (_, body) => ({ lapsedAt: body.closedAt }),
  'fix-forward-budget-spent': () => ({ fixForwardSpent: true }),
  'plan-proposed': (incident, body, entry) => ({
    proposed: body.proposed,
    proposal: { by: entry.by, at: entry.recordedAt, changes: body.changes },
    lastRevision: body.proposed.revision,
    votes: [],
    objections: [],
    decision: null,
    steps: { ...incident.steps, ...freshSteps(body.proposed.plan.steps) },
    ...switchesAfterPlan(incident, body.proposed.plan.switching),
  }),
  'vote-cast': (incident, body, entry) => ({
    votes: [
      ...incident.votes.filter((vote) => vote.by !== body.vote.by),
      { ...body.vote, at: entry.recordedAt, entry: entry.n },
    ],
    firstVoteAt: incident.firstVoteAt ?? entry.recordedAt,
  }),
  'vote-withdrawn': (incident, _, entry) => ({
    votes: incident.votes.filter((vote) => entry.by.kind !== 'person' || vote.by !== entry.by.id),
  }),
  'objection-raised': (incident, body, entry) => ({
    objections:
      entry.by.kind === 'person'
        ? [
            ...incident.objections,
            { by: entry.by.id, role: body.role, why: body.why, at: entry.recordedAt, entry: entry.n },
          ]
        : incident.objections,
  }),
  'objection-withdrawn': (incident, _, entry) => ({
    objections: incident.objections.filter((objection) => entry.by.kind !== 'person' || objection.by !== entry.by.id),
  }),
  'decision-made': (_, body, entry) => ({
    decision: { ...body.vote, at: entry.recordedAt, entry: entry.n },
    objections: [],
    coolingUntil: coolingUntil(body, entry),
  }),
  'cooling-off-ended': () => ({ coolingUntil: null }),
  'hold-ended': (incident, _, entry) => ({
    ...openedAgain(entry),
    steps: { ...incident.steps, ...freshSteps(measuredAfterHold[incident.choice.path]) },
    ...undecided,
  }),
  'conductor-changed': nothing,
  'backup-chosen': (incident, body, entry) => ({
    ...(isSettled(incident) ? openedAgain(entry) : {}),
    ...undecided,
    chosenBackup: body.backup,
  }),
  'path-chosen': (incident, body, entry) => ({
    ...(isSettled(incident) ? openedAgain(entry) : {}),
    ...undecided,
    choice: body.choice,
    pathChosen: { by: entry.by, why: body.why },
    replaced: body.replaced ?? incident.replaced,
    recoveredAt: null,
  }),
  'execution-abandoned': () => ({ coolingUntil: null }),
  'incident-recovered': (_, __, entry) => ({ recoveredAt: entry.recordedAt, coolingUntil: null }),
  'note-added': (incident) => ({ noteCount: incident.noteCount + 1 }),
  'incident-closed': (_, __, entry) => ({ closedAt: entry.recordedAt }),
  ...switchChanges,
  ...aftercareChanges,
};

/**
 * The incident after one more entry (I2).
 *
 * @throws IllegalEntry when the journal may not say this now
 */
export function foldEntry(id: IncidentId, incident: Incident | null, entry: Told): Incident {
  const { body } = entry;
  const head = { n: entry.n, digest: entry.digest, at: entry.recordedAt };
  if (incident === null) {
    if (body.kind !== 'incident-declared') throw new IllegalEntry(id, 'nothing', body, entry.n);
    return { ...declared(id, body, entry), head };
  }
  const phase = nextPhase(incident.phase, body);
  if (phase === null) throw new IllegalEntry(id, incident.phase, body, entry.n);
  const turns = phase === incident.phase ? incident.turns : [...incident.turns, { n: entry.n, phase }];
  return { ...incident, ...changeOf(incident, body, entry), phase, turns, head };
}

/** @throws IllegalEntry when the journal is corrupt */
export function foldEntries(id: IncidentId, from: Incident | null, entries: readonly Told[]): Incident | null {
  return entries.reduce<Incident | null>((incident, entry) => foldEntry(id, incident, entry), from);
}

function changeOf(incident: Incident, body: EntryBody, entry: Told): Partial<Incident> {
  if (isStepBody(body)) return { steps: foldStep(incident, body, entry), ...heldAfterStep(incident, body, entry) };
  if (body.kind === 'incident-declared') throw new IllegalEntry(incident.id, incident.phase, body, entry.n);
  const change = changes[body.kind] as Change<typeof body.kind>;
  return change(incident, body as never, entry);
}

function settleContact(incident: Incident, attempt: number, settled: Partial<ContactState>): readonly ContactState[] {
  return incident.contacts.map((contact) => (contact.attempt === attempt ? { ...contact, ...settled } : contact));
}

function settledBy(entry: Told): ContactState['settled'] {
  return { at: entry.recordedAt, entry: entry.n };
}

function coolingUntil(body: BodyOf<'decision-made'>, entry: Told): Instant | null {
  const { coolingOffMs } = body.vote;
  return coolingOffMs === undefined ? null : toInstant(new Date(Date.parse(entry.recordedAt) + coolingOffMs));
}

/**
 * The first window was kept or lapsed; the question that opens now has one of its own, with its own reminders. Who could
 * not be reached then is asked again: old silence is no evidence for a new question.
 */
function openedAgain(entry: Told): Partial<Incident> {
  return {
    reopenedAt: entry.recordedAt,
    reopenedBy: entry.n,
    remindedMs: [],
    lapsedAt: null,
    contacts: [],
    answers: [],
    rungsOpened: [],
    calls: [],
  };
}

/** The question had been answered, so that it is asked anew now. */
function isSettled({ phase }: Incident): boolean {
  return phase === 'standing-by' || phase === 'recovered';
}

function declared(id: IncidentId, body: BodyOf<'incident-declared'>, entry: Told): Omit<Incident, 'head'> {
  return {
    id,
    phase: 'preparing',
    ...nothingSwitched,
    declaration: body.declaration,
    declaredAt: entry.recordedAt,
    identifiedAt: body.declaration.identifiedAt,
    identifiedBy: entry.by,
    identifiedWhy: null,
    reopenedAt: null,
    reopenedBy: null,
    contacts: [],
    answers: [],
    rungsOpened: [],
    calls: [],
    remindedMs: [],
    waitingRemindedAt: null,
    lapsedAt: null,
    fixForwardSpent: false,
    chosenBackup: null,
    choice: { path: 'restore' },
    pathChosen: null,
    replaced: null,
    proposed: null,
    proposal: null,
    lastRevision: 0,
    votes: [],
    objections: [],
    firstVoteAt: null,
    decision: null,
    coolingUntil: null,
    steps: {},
    recoveredAt: null,
    closedAt: null,
    noteCount: 0,
    ...noAftercare,
  };
}
