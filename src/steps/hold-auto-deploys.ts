import type { AutoDeploy } from '../domain/auto-deploy.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { GivenGrant } from '../engine/step.ts';
import type { DeployProvider } from '../ports/deploys.ts';

interface Holdable {
  readonly target: string;
  /** What it was before this incident touched it. */
  readonly autoDeploy: AutoDeploy | null;
}

type Hands = Pick<GivenGrant, 'grant' | 'effort'>;

/**
 * Switches auto-deploy off wherever it is on, before anything is deployed. One that cannot be switched off is a warning and
 * no reason to leave the bad code running: the next push may come in an hour, the damage goes on now.
 */
export async function holdAutoDeploys(
  deploys: readonly Holdable[],
  providerOf: (target: string) => DeployProvider | undefined,
  hands: Hands,
): Promise<{ findings: Finding[]; held: { target: string; former: AutoDeploy }[] }> {
  const findings: Finding[] = [];
  const held: { target: string; former: AutoDeploy }[] = [];
  for (const { target, autoDeploy: former } of deploys) {
    const provider = providerOf(target);
    if (provider === undefined || former === null || !former.on) continue;
    const finding = await hold(provider, former, hands);
    findings.push(finding);
    if (finding.result === 'passed') held.push({ target, former });
  }
  return { findings, held };
}

/** Whether nothing deploys by itself there now, as far as this step is to see to that. */
export async function isHeld(
  provider: DeployProvider | undefined,
  { autoDeploy }: Holdable,
  { effort }: Pick<Hands, 'effort'>,
): Promise<boolean> {
  if (autoDeploy === null || !autoDeploy.on) return true;
  return (await provider?.autoDeploy?.read(effort))?.on !== true;
}

async function hold(provider: DeployProvider, former: AutoDeploy, { grant, effort }: Hands): Promise<Finding> {
  const { name: check, autoDeploy } = provider;
  try {
    await autoDeploy?.hold(grant, effort);
    return {
      check,
      result: 'passed',
      say: `${check} deploys no new push by itself now; before, it did (${former.setting})`,
    };
  } catch (error) {
    if (effort.signal.aborted || !(error instanceof RecourseError)) throw error;
    return {
      check,
      result: 'warned',
      say: `${check} still deploys every push by itself: it could not be switched off. ${error.message}`,
      hint: `Switch it off by hand, or push nothing: the next push would undo this. ${error.hint}`,
    };
  }
}
