import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Given } from '../engine/step.ts';
import type { ProvidersWord } from '../plan/commit-candidates.ts';
import type { TargetFacts } from '../plan/deploys-together.ts';
import type { DeployProvider } from '../ports/deploys.ts';

/**
 * What each provider says ran well at its target before the failure and does not run there now (R3, R4). One that cannot be
 * asked is a finding and no reason to stop: the others, and the backups, may know.
 */
export async function askProviders(given: Given): Promise<{ words: ProvidersWord[]; troubles: Finding[] }> {
  const words: ProvidersWord[] = [];
  const troubles: Finding[] = [];
  for (const provider of given.ports.deploys) {
    const asked = await orTrouble(given, provider, async () => {
      const otherThan = await provider.current(given.effort);
      return provider.lastKnownGood({ before: given.incident.identifiedAt, otherThan }, given.effort);
    });
    if ('trouble' in asked) troubles.push(asked.trouble);
    else if (asked.found !== null) words.push({ target: provider.name, ...asked.found });
  }
  return { words, troubles };
}

/**
 * All that decides whether a target goes to the commit with the others. A provider that is away is told of: what it has of
 * the commit is then not known, which nobody may take for a yes.
 */
export async function factsOfTargets(
  given: Given,
  commit: string,
): Promise<{ targets: TargetFacts[]; troubles: Finding[] }> {
  const asked = await Promise.all(given.ports.deploys.map((provider) => factsOf(given, provider, commit)));
  return { targets: asked.map(({ facts }) => facts), troubles: asked.flatMap(({ troubles }) => troubles.slice(0, 1)) };
}

async function factsOf(given: Given, provider: DeployProvider, commit: string) {
  const contract = given.service.deploys.find(({ name }) => name === provider.name)?.contract ?? null;
  const about = `about ${commit.slice(0, 12)}`;
  const running = await orTrouble(given, provider, () => provider.current(given.effort), about);
  const kept = await orTrouble(given, provider, () => provider.lastKnownGood({ commit }, given.effort), about);
  const runs = 'found' in running ? running.found : null;
  const facts: TargetFacts = {
    target: provider.name,
    running: runs,
    mayBuild: provider.mayBuild,
    kept: 'found' in kept ? (kept.found?.id ?? null) : undefined,
    contract,
    changed:
      contract === null || runs === null ? null : await given.ports.source.changedBetween(runs, commit, contract),
  };
  return { facts, troubles: [running, kept].flatMap((each) => ('trouble' in each ? [each.trouble] : [])) };
}

async function orTrouble<Found>(
  { effort }: Given,
  { name }: DeployProvider,
  ask: () => Promise<Found>,
  about = 'what ran there before',
): Promise<{ found: Found } | { trouble: Finding }> {
  try {
    return { found: await ask() };
  } catch (error) {
    if (effort.signal.aborted || !(error instanceof RecourseError)) throw error;
    const say = `${name} could not be asked ${about}. ${error.message}`;
    return { trouble: { check: name, result: 'warned', say, hint: error.hint } };
  }
}
