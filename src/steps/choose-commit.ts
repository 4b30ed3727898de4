import { z } from 'zod';
import { isSameCommit, looksLikeCommit } from '../domain/commit.ts';
import { anyFailed, type Finding } from '../domain/finding.ts';
import { Plan } from '../domain/plan.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { type CommitCandidate, commitCandidates } from '../plan/commit-candidates.ts';
import { deploysTogether } from '../plan/deploys-together.ts';
import { headOfCommit } from '../plan/sound-commits.ts';
import { askProviders, factsOfTargets } from './ask-providers.ts';
import { captureEvidence } from './capture-evidence.ts';
import { findingsOf } from './findings-of.ts';

const Intent = z.object({
  commit: z.string(),
  because: z.string(),
  /** The newest migration that ran when that commit did, as a backup recorded it; null where none did. */
  head: z.string().nullable(),
  /** What goes back together. Absent in journals of before targets could stay: then it is every target. */
  deploys: Plan.shape.deploys.optional(),
  findings: findingsOf,
});
type Intent = z.infer<typeof Intent>;

/** Find the commit to go back to: the one that a person named, or the last one that is known to have run well (R3, R4). */
export const chooseCommit = {
  name: 'choose-commit',
  title: 'Choose the commit to go back to',
  needs: 'nothing',
  intent: Intent,
  outcome: Intent,
  check: async (given) => {
    if (given.service.deploys.length === 0) return refused(noTarget.say, noTarget.hint);
    const named = given.incident.choice.path === 'app-rollback' ? given.incident.choice.commit : null;
    const backups = await given.ports.backups.list();
    const known = knownOf(given);
    if (named !== null) {
      const because = 'named by the person who chose this way';
      return asNamed(given, { commit: named, head: headOfCommit(named, backups, known), reasons: [because] });
    }
    const { words, troubles } = await askProviders(given);
    return asFound(given, commitCandidates(words, backups, known), troubles);
  },
  run: async (_, intent) => intent,
  verify: async (_, { commit, because, findings = [] }) => [
    { check: 'commit', result: 'passed', say: `${commit.slice(0, 12)}: ${because}` },
    ...findings,
  ],
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Intent>;

const noTarget = {
  say: 'This service has no deploy target, so no code can be rolled back from here.',
  hint: 'Fill in `deploys` in recourse.yaml, or choose another way back.',
};

/** Candidates that are told beside the one that was taken. */
const OTHERS = 2;
/** Each is asked of every provider: so many are tried before a person has to name one. */
const TRIED = 5;

async function asNamed(given: Given, named: CommitCandidate): Promise<Check<Intent, Intent>> {
  const { running } = knownOf(given);
  if (!looksLikeCommit(named.commit))
    return refused(`"${named.commit}" is no commit.`, 'Choose this way again and name a commit.');
  if (running !== null && isSameCommit(named.commit, running))
    return refused(`${named.commit} is what runs now.`, 'Choose this way again and name an earlier commit.');
  return goTo(named, await togetherFor(given, named), []);
}

/** The best one that every target can follow to; where none is, the best one, which says what stands in its way. */
async function asFound(
  given: Given,
  candidates: readonly CommitCandidate[],
  troubles: readonly Finding[],
): Promise<Check<Intent, Intent>> {
  const [best] = candidates;
  if (best === undefined) {
    return refused(
      'No deploy provider and no backup of before the failure names a commit other than the one that runs now.',
      'Choose this way again and name the commit to go back to.',
      troubles,
    );
  }
  const { candidate, together } = await firstToFollow(given, best, candidates.slice(1, TRIED));
  const named = candidates.filter((other) => other !== candidate).slice(0, OTHERS);
  // Who is away was away for the question about this commit as well, and is told of once.
  const others = troubles.filter(({ check }) => !together.findings.some((each) => each.check === check));
  return goTo(candidate, together, [...others, ...named.map(asOther)]);
}

async function firstToFollow(given: Given, best: CommitCandidate, others: readonly CommitCandidate[]) {
  const first = { candidate: best, together: await togetherFor(given, best) };
  if (!anyFailed(first.together.findings)) return first;
  for (const candidate of others) {
    const together = await togetherFor(given, candidate);
    if (!anyFailed(together.findings)) return { candidate, together };
  }
  return first;
}

async function togetherFor(given: Given, { commit }: Pick<CommitCandidate, 'commit'>) {
  const { targets, troubles } = await factsOfTargets(given, commit);
  const { deploys, findings } = deploysTogether(commit, targets);
  return { deploys, findings: [...findings, ...troubles] };
}

function goTo(
  { commit, head, reasons }: CommitCandidate,
  { deploys, findings }: ReturnType<typeof deploysTogether>,
  more: readonly Finding[],
): Check<Intent, Intent> {
  if (deploys.length === 0)
    return refused('Every target may stay where it is, so there is nothing to roll back.', noTarget.hint, findings);
  const intent = { commit, because: reasons.join('; '), head, deploys, findings: [...findings, ...more] };
  return { kind: 'to-do', intent };
}

function asOther({ commit, reasons }: CommitCandidate): Finding {
  return {
    check: 'other commit',
    result: 'passed',
    say: `${commit.slice(0, 12)} could be named instead: ${reasons.join('; ')}`,
  };
}

function knownOf(given: Given) {
  return { identifiedAt: given.incident.identifiedAt, running: given.outcomeOf(captureEvidence).runningCommit };
}

function refused(say: string, hint: string, findings: readonly Finding[] = []): Check<Intent, Intent> {
  return { kind: 'refused', say, hint, findings: [{ check: 'commit', result: 'failed', say, hint }, ...findings] };
}
