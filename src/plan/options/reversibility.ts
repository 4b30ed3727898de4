import { isSameCommit } from '../../domain/commit.ts';
import type { Instant } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import { type Effect, isSameMigration } from '../../domain/migration.ts';
import type { CommitStanding, Destruction, Reversibility } from '../../domain/recovery-options.ts';

/** A migration that ran on production, in the order in which it ran, and what it took away. */
export interface AppliedMigration {
  readonly name: string;
  readonly effects: readonly Effect[];
  /** The last commit that ran before it, where the policy names it. */
  readonly commitBefore: string | null;
}

/** A commit of the service's repository that holds the newest destructive migration, newest first. */
export interface KnownToGit {
  readonly commit: string;
  readonly subject: string;
}

export interface ReversibilityFacts {
  /** Null where nobody can tell what ran. */
  readonly applied: readonly AppliedMigration[] | null;
  readonly backup: StoredBackup | null;
  readonly backups: readonly StoredBackup[];
  readonly identifiedAt: Instant;
  readonly running: string | null;
  /** Null where Git cannot be asked. */
  readonly git: readonly KnownToGit[] | null;
}

/** Effects that are named per migration before the rest is counted. */
const NAMED = 3;

/** What no script brings back as it was: only a restore does. */
export function isIrreversible({ destroys, does }: Effect): boolean {
  return destroys === 'data' || does === 'renames' || does === 'retypes';
}

/** What older code cannot do without: it is gone, or called something else. Rows that changed are not that. */
export function breaksOlderCode({ destroys, does }: Effect): boolean {
  return (destroys === 'data' && does === 'drops') || does === 'renames' || does === 'retypes';
}

/** What was destroyed by name, what still brings it back, and how far back the code may go (P1). */
export function judgeReversibility(facts: ReversibilityFacts): Reversibility {
  const { applied, backup } = facts;
  const destructive = (applied ?? []).filter(({ effects }) => effects.some(isIrreversible));
  const since =
    backup === null ? destructive : destructive.filter((one) => !ranBefore(one.name, backup, applied ?? []));
  const last = (applied ?? []).findLast(({ effects }) => effects.some(breaksOlderCode)) ?? null;
  const commits = judgeCommits(facts, last);
  const earlier = commits.filter(({ commit }) => facts.running === null || !isSameCommit(commit, facts.running));
  return {
    backup:
      backup === null
        ? null
        : { id: backup.manifest.id, snapshotAt: backup.manifest.snapshotAt, head: backup.manifest.migrationHead },
    destroyed: since.map(
      ({ name, effects }): Destruction => ({ migration: name, effects: effects.filter(isIrreversible) }),
    ),
    commits,
    newest: earlier.find(({ canRun }) => canRun) ?? null,
    codeFloor: last === null ? null : floorOf(last, facts),
    untold:
      applied === null ? ['Nobody can tell which migrations ran: there is no folder or no ledger to compare.'] : [],
  };
}

function ranBefore(name: string, { manifest }: StoredBackup, applied: readonly AppliedMigration[]): boolean {
  const head = applied.findIndex((each) => isSameMigration(manifest.migrationHead, each.name));
  return head !== -1 && applied.findIndex((each) => each.name === name) <= head;
}

/** "Party.type was dropped in 0004_phase_4: no commit before it can run." */
function floorOf({ name, effects, commitBefore }: AppliedMigration, { git }: ReversibilityFacts): string {
  const gone = effects.filter(breaksOlderCode);
  const named = gone.slice(0, NAMED).map(({ say }) => say);
  const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '';
  const first = git?.at(-1);
  const from = first === undefined ? '' : ` The first that can is ${first.commit.slice(0, 12)} (${first.subject}).`;
  const before = commitBefore === null ? '' : ` The last one before it was ${commitBefore.slice(0, 12)}.`;
  return `${name} ${named.join(', ')}${more}: no commit before it can run.${from}${before}`;
}

function judgeCommits(facts: ReversibilityFacts, last: AppliedMigration | null): readonly CommitStanding[] {
  const ofGit = (facts.git ?? []).map(({ commit, subject }): CommitStanding => {
    const why = last === null ? 'nothing was destroyed' : `it knows ${last.name}`;
    return { commit, about: subject, canRun: true, why };
  });
  const ofBackups = facts.backups
    .filter(({ manifest }) => manifest.kind !== 'safety' && manifest.snapshotAt < facts.identifiedAt)
    .toSorted((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1))
    .flatMap((backup) => judgeBackupCommit(backup, facts.applied, last));
  const all = [...ofGit, ...ofBackups];
  return all.filter(({ commit }, n) => all.findIndex((each) => isSameCommit(each.commit, commit)) === n);
}

/** What ran when a backup was taken did run on the schema of that backup. */
function judgeBackupCommit(
  backup: StoredBackup,
  applied: readonly AppliedMigration[] | null,
  last: AppliedMigration | null,
): CommitStanding[] {
  const { appCommit: commit, migrationHead: head, id } = backup.manifest;
  if (commit === null) return [];
  const about = `ran on ${head ?? 'an unknown schema'}, by backup ${id}`;
  if (applied === null) return [{ commit, about, canRun: false, why: 'nobody can tell what ran after it' }];
  if (last === null || ranBefore(last.name, backup, applied))
    return [{ commit, about, canRun: true, why: 'nothing was destroyed after it' }];
  return [{ commit, about, canRun: false, why: `${last.name} ran after it` }];
}

/** What remains where nothing can bring back what is gone; said plainly, because hope costs time (P4). */
export function remainsWithoutBackup({ backup, destroyed }: Reversibility): readonly string[] {
  if (backup !== null) return [];
  const dropped = destroyed.filter(({ effects }) => effects.some(breaksOlderCode)).map(({ migration }) => migration);
  const gone = dropped.length === 0 ? '' : ` What ${dropped.join(', ')} destroyed is gone.`;
  return [
    `There is no backup from before the failure, so this cannot be undone.${gone}`,
    'What remains: fix forward on the schema as it is, and mend its bugs.',
    'Or make the dropped columns anew, knowing that they stay empty: what they held is lost.',
    'Or rebuild the data from sources outside this database, where there are some.',
  ];
}
