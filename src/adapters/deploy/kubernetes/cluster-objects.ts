import { z } from 'zod';

const PodTemplate = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }).optional(),
  spec: z.object({ containers: z.array(z.object({ name: z.string(), image: z.string() })).min(1) }),
});
export type PodTemplate = z.infer<typeof PodTemplate>;

const revision = z.record(z.string(), z.string()).optional();

/** The part of a Deployment that matters here. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export const Deployment = z.object({
  metadata: z.object({ name: z.string(), uid: z.string(), generation: z.number().default(0), annotations: revision }),
  spec: z.object({ replicas: z.number().default(1), paused: z.boolean().default(false), template: PodTemplate }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof Deployment>;

/** The revisions that `kubectl rollout history` lists are ReplicaSets; these also say when each was made. */
export const ReplicaSets = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        creationTimestamp: z.iso.datetime({ offset: true }),
        annotations: revision,
        ownerReferences: z.array(z.object({ uid: z.string() })).optional(),
      }),
      spec: z.object({ template: PodTemplate }),
    }),
  ),
});

/** One revision that `rollout undo --to-revision` can go back to. */
export interface Revision {
  readonly number: number;
  readonly template: PodTemplate;
  readonly createdAt: Date;
}

const revisionKey = 'deployment.kubernetes.io/revision';

/** The revisions of one Deployment, newest first. */
export function revisionsOf({ metadata }: Deployment, { items }: z.infer<typeof ReplicaSets>): readonly Revision[] {
  return items
    .filter((item) => item.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true)
    .map((item) => ({
      number: Number(item.metadata.annotations?.[revisionKey] ?? Number.NaN),
      template: item.spec.template,
      createdAt: new Date(item.metadata.creationTimestamp),
    }))
    .filter(({ number }) => Number.isInteger(number))
    .sort((one, other) => other.number - one.number);
}
