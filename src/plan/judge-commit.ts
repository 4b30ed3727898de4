import type { Finding } from '../domain/finding.ts';
import type { Effect } from '../domain/migration.ts';

/** A migration that ran on production after the commit to go back to, which does not have it. */
export interface LaterMigration {
  readonly name: string;
  readonly effects: readonly Effect[];
}

/** Effects that are listed per migration before the rest is counted. */
const NAMED = 5;

/**
 * Whether code of an earlier commit can run on the schema as it is now (P1, P5). What that commit does not know was made
 * after it: where such a migration destroyed, renamed or retyped something, no commit before it can run.
 */
export function judgeCommit(commit: string, later: readonly LaterMigration[]): Finding[] {
  const short = commit.slice(0, 12);
  if (later.length === 0)
    return [{ check: 'schema', result: 'passed', say: `${short} knows every migration that ran on production` }];
  return later.map((migration) => judgeOne(short, migration));
}

function judgeOne(commit: string, { name, effects }: LaterMigration): Finding {
  const check = `schema: ${name}`;
  const gone = effects.filter(({ destroys, does }) => destroys === 'data' || does === 'renames' || does === 'retypes');
  if (gone.length > 0) {
    return {
      check,
      result: 'failed',
      say: `${name} ran after ${commit}: ${listed(gone)}. No commit before it can run`,
      hint: 'Choose a later commit, restore the backup, or fix forward.',
    };
  }
  const unread = effects.filter(({ does }) => does === 'unreadable');
  if (unread.length > 0) {
    return {
      check,
      result: 'failed',
      say: `${name} ran after ${commit}, and nobody can read what it does: ${listed(unread)}`,
      hint: 'Look at the migration. If the older code can run on it, say so at this step: it goes into the timeline.',
    };
  }
  const strained = effects.filter(({ breaks }) => breaks !== null);
  if (strained.length > 0) {
    return {
      check,
      result: 'warned',
      say: `${name} ran after ${commit}, which may stumble over it: ${strained
        .flatMap(({ breaks }) => breaks ?? [])
        .slice(0, NAMED)
        .join('; ')}`,
      hint: 'Ask somebody who knows the code before you approve.',
    };
  }
  return { check, result: 'passed', say: `${name} ran after ${commit} and only added what it does not use` };
}

function listed(effects: readonly Effect[]): string {
  const named = effects.slice(0, NAMED).map(({ say }) => say);
  const more = effects.length > NAMED ? ` and ${effects.length - NAMED} more` : '';
  return `${named.join(', ')}${more}`;
}
