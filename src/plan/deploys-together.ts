import type { Finding } from '../domain/finding.ts';
import type { Plan } from '../domain/plan.ts';

/** What is known of one deploy target before the code goes back. */
export interface TargetFacts {
  readonly target: string;
  readonly running: string | null;
  /** Whether its provider can go to a commit of which it has no deploy. */
  readonly mayBuild: boolean;
  /** The provider's own deploy of the commit; null where it has none, undefined where it could not be asked. */
  readonly kept: string | null | undefined;
  /** Paths of the contract that binds it to the others; null where it goes back with them in any case. */
  readonly contract: readonly string[] | null;
  /** Files of the contract that differ between what runs and the commit; null where nobody can tell. */
  readonly changed: readonly string[] | null;
}

export interface Together {
  readonly deploys: Plan['deploys'];
  readonly findings: readonly Finding[];
}

/** Files that are named before the rest is counted. */
const NAMED = 3;

/**
 * Which targets go to the commit together, and which may stay (P5): one that is bound by a contract stays where nothing of
 * the contract differs. Where nobody can tell, it goes back with the others.
 */
export function deploysTogether(commit: string, targets: readonly TargetFacts[]): Together {
  const going = targets.filter((target) => !mayStay(target));
  return {
    deploys: going.map(({ target }) => ({ target, commit })),
    findings: targets.flatMap((facts) => [
      ...judgeContract(facts),
      ...(mayStay(facts) ? [] : judgeKept(commit, facts)),
    ]),
  };
}

function mayStay({ contract, changed }: TargetFacts): boolean {
  return contract !== null && changed !== null && changed.length === 0;
}

function judgeContract({ target, running, contract, changed }: TargetFacts): Finding[] {
  if (contract === null) return [];
  const paths = contract.join(', ');
  if (changed === null) {
    return [
      {
        check: 'together',
        result: 'warned',
        say: `${target} goes back too: nobody can tell whether ${paths} differs between the two commits`,
        hint: 'Name the checkout in `repository.path`, with both commits in it, to have this told apart.',
      },
    ];
  }
  if (changed.length === 0) {
    const stays = `${target} stays on ${running?.slice(0, 12) ?? 'what it runs'}`;
    return [{ check: 'together', result: 'passed', say: `${stays}: ${paths} is the same in both commits (P5)` }];
  }
  const more = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : '';
  const differs = `${changed.slice(0, NAMED).join(', ')}${more}`;
  return [{ check: 'together', result: 'passed', say: `${target} goes back too: ${differs} differs (P5)` }];
}

function judgeKept(commit: string, { target, mayBuild, kept }: TargetFacts): Finding[] {
  if (kept === undefined || (kept === null && mayBuild)) return [];
  if (kept !== null)
    return [{ check: target, result: 'passed', say: `${target} has ${kept} of ${commit.slice(0, 12)}` }];
  return [
    {
      check: target,
      result: 'failed',
      say: `${target} has no deploy of ${commit.slice(0, 12)} that worked, and its provider builds none`,
      hint: 'Choose this way again and name a commit that every target has run, or choose another way back.',
    },
  ];
}
