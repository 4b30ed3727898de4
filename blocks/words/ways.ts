import { rowsToCopy } from '../../src/domain/copy-back.ts';
import type { OpenPath } from '../../src/domain/path-choice.ts';
import type { PathName, Plan } from '../../src/domain/plan.ts';
import { counted } from './numbers.ts';
import { code, type Phrase, say } from './phrase.ts';

interface Way {
  /** What happens to the database if the plan is approved; `about` says how long it takes. */
  ifApproved(plan: Plan, about: Phrase): Phrase;
  /** While it is being prepared: what Recourse finds out. */
  readonly measuring: string;
  /** What the expected time lasts until. */
  readonly until: string;
}

/** How each way back is told, before it is taken. */
const ways: Readonly<Record<OpenPath, Way>> = {
  restore: {
    ifApproved: ({ target }, about) =>
      say`the verified copy replaces database ${code(target.database)}, ${about}. The replaced database is kept.`,
    measuring: 'what a restore would cost and bring back',
    until: 'writes resumed',
  },
  'undo-restore': {
    ifApproved: ({ target }, about) =>
      say`the database that the restore replaced becomes ${code(target.database)} again, ${about}. The restored database is kept.`,
    measuring: 'what taking the restore back would cost and bring back',
    until: 'writes resumed',
  },
  'copy-back': {
    ifApproved: ({ target, copyBack }, about) =>
      say`${counted(copyBack === undefined ? 0 : rowsToCopy(copyBack.report), 'row')} are written into ${code(target.database)}, ${about}, all or none. Nothing is frozen for it.`,
    measuring: 'which rows would come back',
    until: 'checked',
  },
  'data-fix': {
    ifApproved: ({ target }, about) =>
      say`the repair scripts run in ${code(target.database)}, ${about}, in one transaction, all or none. Nothing is frozen for it.`,
    measuring: 'what the repairs do on a copy of production',
    until: 'checked',
  },
  'down-scripts': {
    ifApproved: ({ target, downScripts }, about) =>
      say`the services stop, ${counted(downScripts?.scripts.length ?? 0, 'down script')} change database ${code(target.database)} in reverse order, ${about}. Each runs whole or not at all.`,
    measuring: 'what the down scripts would change, on a fresh copy',
    until: 'writes resumed',
  },
  'forward-fix': {
    ifApproved: ({ target, correction }, about) =>
      say`${counted(correction?.migrations.length ?? 0, 'corrective migration')} ran on a copy and will run on ${code(target.database)}, ${about}. Nothing is frozen for it.`,
    measuring: 'whether a corrective migration mends it, on an empty database and on a copy of production',
    until: 'checked',
  },
  'feature-flag': {
    ifApproved: (plan, about) => switched(plan, about),
    measuring: 'how the feature is switched now, and what fails',
    until: 'checked',
  },
  'provider-outage': {
    ifApproved: (plan, about) => switched(plan, about),
    measuring: 'what fails because of the third party, and whose requests those were',
    until: 'switched',
  },
  'app-rollback': {
    ifApproved: ({ target }, about) =>
      say`an earlier commit is deployed, ${about}. Database ${code(target.database)} stays as it is, and writes go on.`,
    measuring: 'whether an earlier commit can run on the data as it is',
    until: 'checked',
  },
};

/** One switch is turned; a provider is then waited for, however long that takes. */
function switched({ switching }: Plan, about: Phrase): Phrase {
  if (switching === undefined) return say`a switch is turned, ${about}.`;
  const { title, turn, of, retry } = switching;
  if (turn === 'on') {
    const rows =
      retry === null ? say`Nothing is retried.` : say`Then ${counted(retry.ids.length, 'failed request')} are retried.`;
    return say`${title} is switched on again, ${about}. ${rows}`;
  }
  const then = of === 'provider' ? ' Then Recourse looks whether the provider is well, for as long as it takes.' : '';
  return say`${title} is switched off, ${about}. No row is changed.${then}`;
}

/** A plan of a path that this version does not know is told as a restore is. */
export function wayOf(path: PathName): Way {
  return Object.hasOwn(ways, path) ? ways[path as OpenPath] : ways.restore;
}
