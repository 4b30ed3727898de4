import { isSameCommit } from '../../../domain/commit.ts';
import { toInstant } from '../../../domain/ids.ts';
import type { DeployStanding, KnownGood, WantedDeploy } from '../../../ports/deploys.ts';
import type { Deploy } from './render-service.ts';

const ended: Readonly<Record<string, string>> = {
  build_failed: 'the build failed',
  update_failed: 'the new version did not start',
  pre_deploy_failed: 'the pre-deploy command failed',
  canceled: 'it was canceled',
  deactivated: 'another deploy took its place',
};

/** Worked once: it runs, or it ran until another took its place. */
const good = new Set(['live', 'deactivated']);

export function isGood({ status }: Deploy): boolean {
  return good.has(status);
}

export function isUnderWay({ status }: Deploy): boolean {
  return !good.has(status) && ended[status] === undefined;
}

export function isOf({ commit }: Deploy, wanted: string): boolean {
  return commit !== null && commit !== undefined && isSameCommit(commit.id, wanted);
}

/** What a deploy that was started by us has come to. A word that Render did not document counts as still running. */
export function standingOf({ id, status }: Deploy): DeployStanding {
  if (status === 'live') return { state: 'live', say: `${id} is live` };
  const end = ended[status];
  return end === undefined
    ? { state: 'running', say: `${id} is in ${status}` }
    : { state: 'failed', say: `${id} ended as ${status}: ${end}` };
}

/** A good deploy as others know it; null for one without a commit, to which nobody could ask to go back. */
export function knownGood({ id, commit, createdAt, finishedAt }: Deploy): KnownGood | null {
  if (commit === null || commit === undefined) return null;
  return { id, commit: commit.id, at: toInstant(new Date(finishedAt ?? createdAt)), proved: true };
}

/** Whether a deploy is what is looked for. */
export function fits(deploy: Deploy, wanted: WantedDeploy): boolean {
  if (!isGood(deploy)) return false;
  if ('commit' in wanted) return isOf(deploy, wanted.commit);
  const { before, otherThan = null } = wanted;
  if (otherThan !== null && isOf(deploy, otherThan)) return false;
  return Date.parse(deploy.finishedAt ?? deploy.createdAt) < Date.parse(before);
}
