import { z } from 'zod';
import { isSameCommit, looksLikeCommit } from '../domain/commit.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
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
    return named === null ? lastKnownGood(given, backups) : asNamed(given, named, backups);
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
  const { runningCommit } = given.outcomeOf(captureEvidence);
  if (!looksLikeCommit(commit)) return refused(`"${commit}" is no commit.`, 'Choose this way again and name a commit.');
  if (runningCommit !== null && isSameCommit(commit, runningCommit))
    return refused(`${commit} is what runs now.`, 'Choose this way again and name an earlier commit.');
  const { manifest } =
    backups.find(({ manifest: { appCommit } }) => appCommit !== null && isSameCommit(appCommit, commit)) ?? {};
  const because = 'named by the person who chose this way';
  return { kind: 'to-do', intent: { commit, because, head: manifest?.migrationHead ?? null } };
}

/** What ran when a backup was taken did run: the newest such commit that is not the one that runs now. */
function lastKnownGood(given: Given, backups: readonly StoredBackup[]): Check<Intent, Intent> {
  const { runningCommit } = given.outcomeOf(captureEvidence);
  const good = backups.find(
    ({ manifest: { appCommit, snapshotAt } }) =>
      appCommit !== null &&
      snapshotAt < given.incident.identifiedAt &&
      (runningCommit === null || !isSameCommit(appCommit, runningCommit)),
  );
  const commit = good?.manifest.appCommit ?? null;
  if (good === undefined || commit === null) {
    return refused(
      'No backup of before the failure names a commit other than the one that runs now.',
      'Choose this way again and name the commit to go back to.',
    );
  }
  const because = `it ran when backup ${good.manifest.id} was taken, before the failure`;
  return { kind: 'to-do', intent: { commit, because, head: good.manifest.migrationHead } };
}

function refused(say: string, hint: string): Check<Intent, Intent> {
  return { kind: 'refused', say, hint, findings: [{ check: 'commit', result: 'failed', say, hint }] };
}
