import { isSameCommit, looksLikeCommit } from '../../../domain/commit.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployStanding } from '../../../ports/deploys.ts';
import type { Deployment, PodTemplate } from './cluster-objects.ts';

type Where = Pick<TargetOf<'kubernetes'>, 'container' | 'commit_annotation'>;

/** The commit that a pod template stands for: its annotation where policy names one, else the tag of its image. */
export function commitOf(template: PodTemplate, { container, commit_annotation: annotation }: Where): string | null {
  const found = annotation === undefined ? tagOf(template, container) : template.metadata?.annotations?.[annotation];
  return found !== undefined && found !== null && looksLikeCommit(found) ? found : null;
}

/** `registry:5000/team/app:4f1c2ab@sha256:…` has the tag `4f1c2ab`; an image by digest alone has none. */
function tagOf({ spec }: PodTemplate, container: string | undefined): string | null {
  const { containers } = spec;
  const named = containers.filter(({ name }) => container === undefined || name === container);
  const chosen = named.length === 1 ? named[0] : undefined; // of several, nobody said whose tag counts
  const [image = ''] = chosen?.image.split('@') ?? [];
  return /:([^:/]+)$/.exec(image)?.[1] ?? null;
}

export function isOf(template: PodTemplate, commit: string, where: Where): boolean {
  const own = commitOf(template, where);
  return own !== null && isSameCommit(own, commit);
}

/** As `kubectl rollout status` judges it: the controller has seen the change, and all pods of it are available. */
export function standingOf({ metadata, spec, status }: Deployment): DeployStanding {
  const stuck = status.conditions.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  const seen = status.observedGeneration >= metadata.generation;
  const count = `${status.availableReplicas} of ${spec.replicas} available`;
  if (seen && stuck !== undefined)
    return { state: 'failed', say: stuck.message ?? 'it exceeded its progress deadline' };
  if (spec.paused) return { state: 'failed', say: 'its rollout is paused: `kubectl rollout resume` lets it go on' };
  const all = status.updatedReplicas >= spec.replicas && status.replicas <= status.updatedReplicas;
  const done = seen && all && status.availableReplicas >= spec.replicas;
  if (done) return { state: 'live', say: `${metadata.name} is rolled out, ${count}` };
  return { state: 'running', say: `${status.updatedReplicas} of ${spec.replicas} updated, ${count}` };
}
