import { isSameCommit, looksLikeCommit } from '../../../domain/commit.ts';
import { RecourseError } from '../../../domain/errors.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { DeployTarget } from '../../../domain/policy-file/recovery.ts';
import type { Commands, DeployProvider } from '../../../ports/outside.ts';
import type { Effort } from '../../../ports/run-tag.ts';

type CommandTarget = Extract<DeployTarget, { provider: 'command' }>;

/** Deploys with a program of the team's own, and believes only what the other program then says is running. */
export function createCommandDeploy(
  target: CommandTarget,
  { commands }: { readonly commands: Commands },
): DeployProvider {
  const current = async (effort: Effort): Promise<string | null> => {
    const { exitCode, output } = await commands.run(target.current, {}, effort);
    return exitCode === 0 ? commitIn(output) : null;
  };
  return {
    name: target.name,
    current,
    async deploy(commit, grant, effort) {
      refuseOtherRuns(grant, effort);
      refuseOddCommit(commit);
      const done = await commands.run(target.deploy, { commit }, effort);
      const seconds = (done.durationMs / 1000).toFixed(1);
      if (done.exitCode !== 0)
        return [failed(target.name, `ended with ${done.exitCode} after ${seconds} s`, done.output)];
      return [judge(target.name, commit, await current(effort), seconds)];
    },
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

/** The grant in hand must be of the run that asks (I1). */
function refuseOtherRuns(grant: { readonly incident: string }, { tag }: Effort): void {
  if (grant.incident === tag.run) return;
  throw new RecourseError(`The approval of ${grant.incident} covers nothing in ${tag.run}.`, {
    code: 'bad-input',
    hint: 'Nothing was done. This is a mistake in the program: please report it with the incident’s timeline.',
    facts: { granted: grant.incident, run: String(tag.run) },
  });
}

/** A commit that begins with a dash would be an option of somebody's program (I7). */
function refuseOddCommit(commit: string): void {
  if (looksLikeCommit(commit)) return;
  throw new RecourseError('That is no name of a commit.', {
    code: 'bad-input',
    hint: 'Expected a hash or a tag: letters, digits, dots, dashes and slashes, not beginning with a dash.',
    facts: { commit: commit.slice(0, 60) },
  });
}
