import { isSameCommit } from '../../../domain/commit.ts';
import { RecourseError } from '../../../domain/errors.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployProvider, DeployStanding } from '../../../ports/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import { refuseOddCommit } from '../before-deploying.ts';
import type { DeployTools } from '../deploy-tools.ts';
import { alreadyRuns, failedDeploy, watchDeploy } from '../watch-deploy.ts';
import { type Checkout, openCheckout } from './checkout.ts';
import { judgeContainers, readContainers } from './compose-containers.ts';
import { type RunIn, runningIn } from './run-in.ts';

type Target = TargetOf<'docker-compose'>;

interface Place {
  readonly target: Target;
  readonly run: RunIn;
  readonly checkout: Checkout;
}

/**
 * Services of a compose file: stop, checkout, build, up (S2). What runs is what is checked out while all services run:
 * they are stopped before the checkout moves, so an attempt that was cut off leaves them down, and is seen.
 */
export function createDockerComposeDeploy(target: Target, { commands }: Pick<DeployTools, 'commands'>): DeployProvider {
  const run = runningIn(commands, { folder: target.directory, timeoutMs: target.step_timeout, env: target.env });
  const place: Place = { target, run, checkout: openCheckout(run) };
  const current = async (effort: Effort): Promise<string | null> => {
    const { state } = await readStanding(place, effort);
    return state === 'live' ? place.checkout.head(effort) : null;
  };
  return {
    name: target.name,
    autoDeploy: null, // Compose deploys nothing by itself
    mayBuild: true,
    current,
    async standing(commit, effort) {
      const head = await place.checkout.head(effort);
      if (head === null || !isSameCommit(head, commit)) return { state: 'absent', say: `${head} is checked out` };
      return readStanding(place, effort);
    },
    lastKnownGood: (wanted, effort) => place.checkout.earlier(wanted, effort),
    async deploy(commit, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOddCommit(commit);
      const hash = await place.checkout.find(commit, effort);
      if (hash === null) return [unknownCommit(target, commit)];
      if ((await current(effort)) === hash) return [alreadyRuns(target.name, commit)];
      const trouble = (await refuseToLoseChanges(place, effort)) ?? (await goTo(place, hash, effort));
      if (trouble !== null) return [trouble];
      return [await watchDeploy(() => readStanding(place, effort), { ...target, commit }, effort)];
    },
    inspect: (effort) => inspect(place, effort),
  };
}

/** S2: stop, checkout, build, up. The first that fails ends it, in the program's own words. */
async function goTo({ target, run, checkout }: Place, hash: string, effort: Effort): Promise<Finding | null> {
  const { program, services, name } = target;
  const moves = [
    { title: 'stop', move: () => run([...program, 'stop', ...services], effort) },
    { title: 'git checkout', move: () => checkout.checkOut(hash, effort) },
    { title: 'build', move: () => run([...program, 'build', ...services], effort) },
    { title: 'up', move: () => run([...program, 'up', '--detach', ...services], effort) },
  ];
  for (const { title, move } of moves) {
    effort.progress(`${name}: ${title}`);
    const { exitCode, output } = await move();
    if (exitCode !== 0)
      return failedDeploy(name, `${title} ended with ${exitCode}: ${output.trim().slice(-600) || 'it said nothing'}`);
  }
  return null;
}

/** @throws RecourseError `provider-unreachable` where docker gives no answer */
async function readStanding({ target, run }: Place, effort: Effort): Promise<DeployStanding> {
  const { exitCode, stdout, output } = await run([...target.program, 'ps', '--all', '--format', 'json'], effort);
  const containers = exitCode === 0 ? readContainers(stdout) : null;
  if (containers !== null) return judgeContainers(containers, target.services);
  const said = output.trim().slice(-300) || 'it said nothing';
  throw new RecourseError(
    exitCode === 0
      ? `${target.program.join(' ')} ps did not answer in JSON: ${said}`
      : `${target.program.join(' ')} ps ended with ${exitCode}: ${said}`,
    {
      code: 'provider-unreachable',
      hint: 'Look whether docker runs, and whether the user of Recourse may use it. Compose 2 is needed.',
      facts: { target: target.name, exitCode },
    },
  );
}

function unknownCommit({ name, directory }: Target, commit: string): Finding {
  return failedDeploy(
    name,
    `there is no commit ${commit} in ${directory}, and fetching did not bring it`,
    'Fetch it there by hand, or correct the commit.',
  );
}

/** What somebody changed by hand in the checkout is theirs; a checkout must not run over it. */
async function refuseToLoseChanges({ target, checkout }: Place, effort: Effort): Promise<Finding | null> {
  const [first, ...more] = await checkout.changedFiles(effort);
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return failedDeploy(
    target.name,
    `files in ${target.directory} were changed by hand: ${first.slice(3)}${others}`,
    'Nothing was stopped. Commit or put away those changes, then try this step again.',
  );
}

async function inspect(place: Place, effort: Effort): Promise<readonly Omit<Finding, 'check'>[]> {
  const { target, checkout } = place;
  const head = await checkout.head(effort);
  if (head === null) {
    const say = `${target.name}: ${target.directory} is no checkout of Git`;
    return [{ result: 'failed', say, hint: 'Correct `directory`, or give the user of Recourse the right to read it.' }];
  }
  const { state, say } = await readStanding(place, effort);
  const result = state === 'live' ? 'passed' : 'warned';
  return [{ result, say: `${target.name}: ${head} is checked out, and ${say}` }];
}
