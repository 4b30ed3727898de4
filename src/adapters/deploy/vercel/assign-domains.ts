import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { waitFor } from '../web-api/patience.ts';
import { type Asked, outcomeUnknown } from '../web-api/vendor-errors.ts';
import type { AliasRequest, Deployment, Project, VercelProject } from './vercel-project.ts';
import { type Assignment, isStaged, standingOf } from './vercel-status.ts';

export interface AssignWishes {
  readonly vercel: VercelProject;
  readonly asked: Asked;
  readonly target: Pick<TargetOf<'vercel'>, 'look_every'>;
  readonly effort: Effort;
}

/** After a cut answer, Vercel is looked at so often before it is called unknown. */
const looks = 3;

/**
 * Asks for the production domains to be assigned to a deployment, once: back to one that has served, forward to one that has
 * not or that is newer. @throws RecourseError `outcome-unknown` where the answer was cut and nothing of it is to be seen
 */
export async function assignDomains(
  wishes: AssignWishes,
  project: Project,
  { wanted, serving }: { readonly wanted: Deployment; readonly serving: Deployment },
): Promise<void> {
  const { vercel, effort } = wishes;
  const forward = isStaged(wanted) || wanted.createdAtMs > serving.createdAtMs;
  const request = forward ? vercel.promote : vercel.rollBack;
  const sent = await request(project, wanted.id, effort);
  if (sent.kind === 'taken') return;
  for (let look = 0; look < looks; look += 1) {
    if (look > 0) await waitFor(wishes.target.look_every, effort.signal);
    const seen = standingOf(wanted.id, await readAssignment(wishes, project.lastAliasRequest));
    if (seen.state !== 'absent') return;
  }
  throw outcomeUnknown(wishes.asked, `${forward ? 'promote' : 'roll back to'} ${wanted.id}`, sent.why);
}

/** What serves now, and the last request unless it is the `stale` one from before. @throws RecourseError */
export async function readAssignment(
  { vercel, effort }: Pick<AssignWishes, 'vercel' | 'effort'>,
  stale: AliasRequest | null | undefined,
): Promise<Assignment> {
  const { lastAliasRequest: request = null } = await vercel.read(effort);
  const isStale = request !== null && request.requestedAt === stale?.requestedAt;
  return { serving: await vercel.serving(effort), request: isStale ? null : request };
}
