import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { waitFor } from '../web-api/patience.ts';
import { type Asked, outcomeUnknown } from '../web-api/vendor-errors.ts';
import type { Deploy, RenderService } from './render-service.ts';
import { isGood, isOf, isUnderWay } from './render-status.ts';

export interface StartWishes {
  readonly service: RenderService;
  readonly asked: Asked;
  readonly target: Pick<TargetOf<'render'>, 'look_every'>;
  readonly commit: string;
  readonly effort: Effort;
}

/** After a cut answer, Render is looked at so often before it is called unknown. */
const looks = 3;

/**
 * The deploy of the commit that is live, under way, or now started. One request is sent at most: where its answer is cut, the
 * list tells whether it was taken. @throws RecourseError `outcome-unknown`
 */
export async function startDeploy(wishes: StartWishes): Promise<Deploy> {
  const { service, commit, effort } = wishes;
  const before = await readBefore(wishes);
  if (before.join !== null) return before.join;
  const back = before.good;
  const sent = back === null ? await service.build(commit, effort) : await service.rollBack(back.id, effort);
  const named = sent.kind === 'taken' ? idIn(sent.body) : null;
  if (named !== null) return service.deploy(named, effort);
  const found = await findNew(wishes, before.known);
  if (found !== null) return found;
  const what = back === null ? `deploy ${commit}` : `roll back to ${back.id}`;
  throw outcomeUnknown(wishes.asked, what, sent.kind === 'taken' ? 'it named no deploy' : sent.why);
}

interface Before {
  /** Runs already, or is on its way with nothing newer behind it. */
  readonly join: Deploy | null;
  /** The newest good deploy of the commit: going back to it needs no build. */
  readonly good: Deploy | null;
  readonly known: ReadonlySet<string>;
}

/** Reads back as far as the newest good deploy of the commit. What is known already cannot be the new one. */
async function readBefore({ service, commit, effort }: StartWishes): Promise<Before> {
  const known = new Set<string>();
  let othersUnderWay = false;
  for await (const deploy of service.deploys(effort)) {
    known.add(deploy.id);
    const counts = deploy.status === 'live' || isUnderWay(deploy);
    // A deploy of another commit that is still on its way would take the place of one that is live or older.
    if (isOf(deploy, commit) && counts && !othersUnderWay) return { join: deploy, good: null, known };
    if (isOf(deploy, commit) && isGood(deploy)) return { join: null, good: deploy, known };
    othersUnderWay ||= isUnderWay(deploy);
  }
  return { join: null, good: null, known };
}

/** The deploy that appeared since. A list may lag behind, so it is looked at more than once. */
async function findNew(
  { service, commit, target, effort }: StartWishes,
  known: ReadonlySet<string>,
): Promise<Deploy | null> {
  for (let look = 0; look < looks; look += 1) {
    if (look > 0) await waitFor(target.look_every, effort.signal);
    for await (const deploy of service.deploys(effort)) {
      if (known.has(deploy.id)) break;
      if (isOf(deploy, commit)) return deploy;
    }
  }
  return null;
}

/** 201 comes with the deploy; 202 says "queued" and comes without. */
function idIn(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : null;
}
