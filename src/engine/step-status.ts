import type { EntryKind } from '../domain/entry.ts';
import type { StepStatus } from '../domain/incident.ts';

export type StepEntryKind = Extract<EntryKind, `step-${string}`>;

/**
 * The life of a step. A pair that is not listed is a corrupt journal, and we stop.
 *
 * A step begins when its intent is written and ends when its outcome is. Found running after a crash it is asked whether
 * its effect happened: then it is done (found), begins once more, or becomes unknown and waits for a person. A failed or
 * unknown step never runs again by itself: a person reopens it, marks it done, or has it undone. A done step is reopened
 * only where its effect ended with the process that held it. A step whose taking back failed becomes unknown; reopened
 * while the incident stands by, it is taken back once more.
 */
const following: Readonly<Record<StepStatus, Partial<Record<StepEntryKind, StepStatus>>>> = {
  pending: {
    'step-began': 'running',
    'step-done': 'done',
    'step-failed': 'failed',
    'step-skipped': 'skipped',
    'step-reopened': 'pending',
    'step-undone': 'undone',
    'step-became-unknown': 'unknown',
  },
  running: {
    'step-began': 'running',
    'step-progressed': 'running',
    'step-done': 'done',
    'step-failed': 'failed',
    'step-became-unknown': 'unknown',
    'step-reopened': 'pending',
    'step-undone': 'undone',
  },
  failed: {
    'step-became-unknown': 'unknown',
    'step-reopened': 'pending',
    'step-done': 'done',
    'step-undone': 'undone',
    'step-skipped': 'skipped',
  },
  unknown: { 'step-reopened': 'pending', 'step-done': 'done', 'step-undone': 'undone', 'step-skipped': 'skipped' },
  done: { 'step-reopened': 'pending', 'step-undone': 'undone', 'step-became-unknown': 'unknown' },
  undone: { 'step-reopened': 'pending' },
  skipped: { 'step-reopened': 'pending' },
};

/** Null where the journal may not say this. */
export function nextStepStatus(status: StepStatus, kind: StepEntryKind): StepStatus | null {
  return following[status][kind] ?? null;
}
