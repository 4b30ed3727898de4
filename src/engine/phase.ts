import type { EntryBody } from '../domain/entry.ts';
import type { Phase } from '../domain/incident.ts';

type Rule = Phase | 'stays' | ((body: EntryBody) => Phase);

const afterDecision = (body: EntryBody): Phase =>
  body.kind === 'decision-made' && body.vote.choice === 'approve' ? 'executing' : 'standing-by';

const talk = { 'note-added': 'stays' } as const;

/** What follows an incident, and what is sent out of the house, keeps its own pace. */
const aftercare = {
  'follow-up-opened': 'stays',
  'follow-up-changed': 'stays',
  'follow-up-done': 'stays',
  'follow-up-reminded': 'stays',
  'mail-drafted': 'stays',
  'mail-approved': 'stays',
  'dispatch-began': 'stays',
  'dispatch-done': 'stays',
  'dispatch-failed': 'stays',
  'dispatch-became-unknown': 'stays',
  'dispatch-reopened': 'stays',
} as const;

const contact = {
  'contact-attempted': 'stays',
  'contact-delivered': 'stays',
  'contact-failed': 'stays',
  'contact-answered': 'stays',
  'rung-opened': 'stays',
} as const;

const clock = {
  'window-reminded': 'stays',
  'window-lapsed': 'stays',
  'waiting-reminded': 'stays',
  'fix-forward-budget-spent': 'stays',
  'switch-reminded': 'stays',
} as const;

const steps = {
  'conductor-changed': 'stays',
  'step-began': 'stays',
  'step-progressed': 'stays',
  'step-done': 'stays',
  'step-failed': 'stays',
  'step-became-unknown': 'stays',
  'step-skipped': 'stays',
  'step-reopened': 'stays',
  'step-undone': 'stays',
} as const;

/** What an incident's journal may say in each phase, and where that leads. What is not listed cannot happen. */
const following: Readonly<Record<Phase, Partial<Record<EntryBody['kind'], Rule>>>> = {
  preparing: {
    ...talk,
    ...aftercare,
    ...contact,
    ...clock,
    ...steps,
    'identification-corrected': 'stays',
    'backup-chosen': 'stays',
    'path-chosen': 'stays',
    'plan-proposed': 'deciding',
    'vote-cast': 'stays',
    'vote-withdrawn': 'stays',
    'decision-made': afterDecision,
    'auto-deploy-settled': 'stays',
    'switch-settled': 'stays',
    'incident-closed': 'closed',
  },
  deciding: {
    ...talk,
    ...aftercare,
    ...contact,
    ...clock,
    ...steps,
    'identification-corrected': 'stays',
    'backup-chosen': 'preparing',
    'path-chosen': 'preparing',
    'plan-proposed': 'deciding',
    'vote-cast': 'stays',
    'vote-withdrawn': 'stays',
    'objection-raised': 'stays',
    'objection-withdrawn': 'stays',
    'decision-made': afterDecision,
    'auto-deploy-settled': 'stays',
    'switch-settled': 'stays',
    'incident-closed': 'closed',
  },
  executing: {
    ...talk,
    ...aftercare,
    ...contact,
    ...clock,
    ...steps,
    'objection-raised': 'stays',
    'objection-withdrawn': 'stays',
    'cooling-off-ended': 'stays',
    'execution-abandoned': 'standing-by',
    'incident-recovered': 'recovered',
  },
  'standing-by': {
    ...talk,
    ...aftercare,
    ...contact,
    ...clock,
    ...steps,
    'objection-raised': 'stays',
    'objection-withdrawn': 'stays',
    'hold-ended': 'preparing',
    'backup-chosen': 'preparing',
    'path-chosen': 'preparing',
    'auto-deploy-settled': 'stays',
    'switch-settled': 'stays',
    'incident-closed': 'closed',
  },
  recovered: {
    ...talk,
    ...aftercare,
    ...steps,
    'switch-reminded': 'stays',
    'contact-answered': 'stays',
    'objection-withdrawn': 'stays',
    'path-chosen': 'preparing',
    'auto-deploy-settled': 'stays',
    'switch-settled': 'stays',
    'incident-closed': 'closed',
  },
  closed: { ...talk, ...aftercare },
};

/** Null where the journal may not say this in this phase. */
export function nextPhase(phase: Phase, body: EntryBody): Phase | null {
  const rule = following[phase][body.kind];
  if (rule === undefined) return null;
  if (rule === 'stays') return phase;
  return typeof rule === 'function' ? rule(body) : rule;
}
