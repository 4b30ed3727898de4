import { isSameCommit, looksLikeCommit } from '../../../domain/commit.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployProvider, DeployStanding } from '../../../ports/deploys.ts';
import type { Commands } from '../../../ports/outside.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import { refuseOddCommit } from '../before-deploying.ts';

/** Deploys with a program of the team's own, and believes only what the other program then says is running. */
export function createCommandDeploy(
  target: TargetOf<'command'>,
  { commands }: { readonly commands: Commands },
): DeployProvider {
  const current = async (effort: Effort): Promise<string | null> => {
    const { exitCode, output } = await commands.run(target.current, {}, effort);
    return exitCode === 0 ? commitIn(output) : null;
  };
  return {
    name: target.name,
    // What a program of the team's own switches on and off beside the deploy is the team's.
    autoDeploy: null,
    mayBuild: true,
    current,
    standing: async (commit, effort) => standingOf(commit, await current(effort)),
    // It keeps no list of what was deployed before.
    lastKnownGood: async () => null,
    inspect: async (effort) => [inspected(target.name, await current(effort))],
    async deploy(commit, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOddCommit(commit);
      const done = await commands.run(target.deploy, { commit }, effort);
      const seconds = (done.durationMs / 1000).toFixed(1);
      if (done.exitCode !== 0)
        return [failed(target.name, `ended with ${done.exitCode} after ${seconds} s`, done.output)];
      return [judge(target.name, commit, await current(effort), seconds)];
    },
  };
}

function standingOf(commit: string, running: string | null): DeployStanding {
  if (running === null) return { state: 'absent', say: 'it does not say which commit runs' };
  return { state: isSameCommit(running, commit) ? 'live' : 'absent', say: `${running} runs` };
}

function inspected(name: string, running: string | null): Omit<Finding, 'check'> {
  if (running !== null) return { result: 'passed', say: `${name} runs ${running.slice(0, 40)}` };
  return {
    result: 'failed',
    say: `${name} does not say which commit it runs`,
    hint: 'Its `current` must end with 0 and print the commit on its first line.',
  };
}

/** The first line with something on it, where it looks like a commit. */
function commitIn(output: string): string | null {
  const [line = ''] = output
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  return looksLikeCommit(line) ? line : null;
}

function judge(name: string, commit: string, running: string | null, seconds: string): Finding {
  if (running === null) {
    return {
      check: name,
      result: 'warned',
      say: `${name}: deployed ${commit} in ${seconds} s, but it does not say which commit runs`,
      hint: `Look whether it runs ${commit}.`,
    };
  }
  if (isSameCommit(running, commit))
    return { check: name, result: 'passed', say: `${name} runs ${commit}, deployed in ${seconds} s` };
  return failed(name, `says that it runs ${running}, expected ${commit}`, '');
}

function failed(name: string, what: string, output: string): Finding {
  const said = output.trim().slice(-600);
  return {
    check: name,
    result: 'failed',
    say: `${name}: the deploy ${what}${said === '' ? '' : `: ${said}`}`,
    hint: 'Look at the deploy by hand, then try this step again.',
  };
}
