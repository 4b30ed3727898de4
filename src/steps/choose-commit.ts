import { z } from 'zod';
import { isSameCommit, looksLikeCommit } from '../domain/commit.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { headOfCommit, lastKnownGood } from '../plan/last-known-good.ts';
import { captureEvidence } from './capture-evidence.ts';

/** `head`: the newest migration that ran when that commit did, as a backup recorded it; null where none did. */
const Intent = z.object({ commit: z.string(), because: z.string(), head: z.string().nullable() });
type Intent = z.infer<typeof Intent>;

/** Find the commit to go back to: the one that a person named, or the last one that is known to have run before (R3). */
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
    return named === null ? asFound(given, backups) : asNamed(given, named, backups);
  },
  run: async (_, intent) => intent,
  verify: async (_, { commit, because }) => [
    { check: 'commit', result: 'passed', say: `${commit.slice(0, 12)}: ${because}` },
  ],
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Intent>;

const noTarget = {
  say: 'This service has no deploy target, so no code can be rolled back from here.',
  hint: 'Fill in `deploys` in recourse.yaml, or choose another way back.',
};

function asNamed(given: Given, commit: string, backups: readonly StoredBackup[]): Check<Intent, Intent> {
  const known = knownOf(given);
  if (!looksLikeCommit(commit)) return refused(`"${commit}" is no commit.`, 'Choose this way again and name a commit.');
  if (known.running !== null && isSameCommit(commit, known.running))
    return refused(`${commit} is what runs now.`, 'Choose this way again and name an earlier commit.');
  const because = 'named by the person who chose this way';
  return { kind: 'to-do', intent: { commit, because, head: headOfCommit(commit, backups, known) } };
}

function asFound(given: Given, backups: readonly StoredBackup[]): Check<Intent, Intent> {
  const good = lastKnownGood(backups, knownOf(given));
  if (good === null) {
    return refused(
      'No backup of before the failure names a commit other than the one that runs now.',
      'Choose this way again and name the commit to go back to.',
    );
  }
  const because = `it ran when backup ${good.backup} was taken, before the failure`;
  return { kind: 'to-do', intent: { commit: good.commit, because, head: good.head } };
}

function knownOf(given: Given) {
  return { identifiedAt: given.incident.identifiedAt, running: given.outcomeOf(captureEvidence).runningCommit };
}

function refused(say: string, hint: string): Check<Intent, Intent> {
  return { kind: 'refused', say, hint, findings: [{ check: 'commit', result: 'failed', say, hint }] };
}
