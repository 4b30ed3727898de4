import type { AutoDeploy } from '../../domain/auto-deploy.ts';
import type { EntryBody } from '../../domain/entry.ts';
import { RecourseError } from '../../domain/errors.ts';
import { Fence, type IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';

/** A person waits for the answer, so a provider is not waited for longer than this, in ms. */
const LONGEST_MS = 60_000;

/**
 * Switches auto-deploy on again wherever this incident switched it off, each as it was. Whoever may close may do this. It may
 * be asked twice: what was written as released is not looked at again, and setting it once more does no harm.
 */
export async function releaseAutoDeploys(house: House, asking: Asking, id: IncidentId): Promise<Verdict<Incident>> {
  let verdict = await act(house, step(asking, 'may'), id, 'close', () => granted([]));
  const off = verdict.kind === 'granted' ? Object.entries(verdict.value.autoDeploys) : [];
  for (const [target, former] of off) {
    if (verdict.kind === 'refused') break;
    const trouble = await release(house, verdict.value, target, former);
    if (trouble !== null) return refused(trouble);
    const body: EntryBody = { kind: 'auto-deploy-settled', target, how: 'released' };
    verdict = await act(house, step(asking, target), id, 'close', ({ autoDeploys }) =>
      granted(target in autoDeploys ? [body] : []),
    );
  }
  return verdict;
}

/** That a person says it stays off. */
export function leftOff(target: string): EntryBody {
  return { kind: 'auto-deploy-settled', target, how: 'left-off' };
}

export function stillOff(targets: readonly string[]): Refusal {
  return {
    code: 'auto-deploy-off',
    say: `Auto-deploy is still off: ${targets.join(', ')}. Recourse switched it off for the rollback.`,
    hint: 'Close it again and choose: switch it on as it was, or leave it off.',
  };
}

/** One request of a person's does several things; each is done once. */
function step(asking: Asking, what: string): Asking {
  return { ...asking, once: `${asking.once}:${what}` };
}

async function release(
  house: House,
  { id, declaration }: Incident,
  target: string,
  former: AutoDeploy,
): Promise<Refusal | null> {
  const provider = house.portsOf(declaration.service).deploys.find(({ name }) => name === target);
  if (provider?.autoDeploy == null) return notReleased(target, 'recourse.yaml no longer says how to reach it.');
  const effort: Effort = {
    tag: { run: id, fence: Fence.parse(0), home: house.home },
    signal: AbortSignal.timeout(LONGEST_MS),
    progress: () => undefined,
  };
  try {
    const { result, say } = await provider.autoDeploy.release(former, effort);
    return result === 'passed' ? null : notReleased(target, say);
  } catch (error) {
    if (error instanceof RecourseError) return notReleased(target, error.message);
    if (effort.signal.aborted) return notReleased(target, 'it gave no answer within a minute.');
    throw error;
  }
}

function notReleased(target: string, why: string): Refusal {
  return {
    code: 'auto-deploy-off',
    say: `Auto-deploy of ${target} could not be switched on again: ${why}`,
    hint: 'Switch it on by hand, then close the incident and choose to leave it as it is.',
  };
}
