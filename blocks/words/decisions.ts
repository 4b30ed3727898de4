import type { Choice, LateDecision, Vote } from '../../src/domain/decision.ts';
import type { Objection } from '../../src/domain/incident.ts';
import { durationOf, shortDigest } from './numbers.ts';
import { personWithRole } from './people.ts';
import { code, instant, type Phrase, say, strong } from './phrase.ts';

/** What a choice is called before, while and after it is made. */
export const choiceWords: Readonly<
  Record<Choice, { readonly verb: string; readonly done: string; readonly means: string }>
> = {
  approve: { verb: 'Approve rollback', done: 'approved', means: 'Recourse starts at once.' },
  refuse: { verb: 'Refuse rollback', done: 'refused', means: 'Production stays as it is.' },
  hold: { verb: 'Hold', done: 'put on hold', means: 'No rollback for now. The question opens again when you say.' },
};

/** `Dana Kim (team lead) approved the rollback, revision 2 (ab12cd34ef56), 4 min 12 s after the window closed.` */
export function decisionSentence(vote: Vote): Phrase {
  const late = vote.lateByMs === undefined ? '' : `, ${durationOf(vote.lateByMs)} after the window closed`;
  const what =
    vote.choice === 'hold'
      ? say`put the rollback ${strong('on hold')}`
      : say`${strong(choiceWords[vote.choice].done)} the rollback`;
  const reopen = vote.reopenAt === undefined ? [] : say` The question opens again ${instant(vote.reopenAt)}.`;
  return say`${personWithRole(vote.by, vote.basis.role)} ${what}: revision ${vote.revision} (${code(shortDigest(vote.digest))})${late}.${reopen}`;
}

/** Reason and standing, each on a line of its own; nothing where nothing was said. */
export function decisionDetails(vote: Vote, standing: Phrase): readonly Phrase[] {
  return [
    ...(vote.reason === undefined ? [] : [say`Reason: “${vote.reason}”`]),
    ...(vote.reversedBy === undefined ? [] : [say`What would reverse it: “${vote.reversedBy}”`]),
    say`Why they could decide: ${standing}`,
  ];
}

/** What is still possible after a lapse, by the service's policy. */
export const lateWords: Readonly<Record<LateDecision, string>> = {
  allowed: 'A late decision is recorded as late.',
  'with-reason': 'A late decision needs a reason and is recorded as late.',
  'cto-only': 'Only the CTO may still approve; refusing and holding stay possible. It is recorded as late.',
  forbidden: 'Nobody may approve any more; refusing and holding stay possible.',
};

/** Who objects since when, and why; once it is decided, that the rest waits for them. */
export function objectionPhrases(objections: readonly Objection[], isDecided: boolean): Phrase[] {
  if (objections.length === 0) return [];
  return [
    ...objections.map(
      ({ by, role, at, why }) => say`✋ ${personWithRole(by, role)} objected ${instant(at, 'time')}: ${why}`,
    ),
    ...(isDecided ? [say`Steps that have not begun wait until this is settled.`] : []),
  ];
}
