import { z } from 'zod';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import type { Sent, VendorApi } from '../web-api/vendor-api.ts';

/** The last request to move the production domains. https://vercel.com/docs/rest-api/projects/find-a-project-by-id-or-name */
const AliasRequest = z.object({
  toDeploymentId: z.string(),
  /** `pending`, `in-progress`, `succeeded`, `failed` or `skipped`; a new word of Vercel's must not stop a rollback. */
  jobStatus: z.string(),
  /** In ms since 1970. */
  requestedAt: z.number(),
  type: z.string(),
});
export type AliasRequest = z.infer<typeof AliasRequest>;

const Project = z.object({
  id: z.string(),
  name: z.string(),
  /** Absent means the default, which is true. */
  autoAssignCustomDomains: z.boolean().optional(),
  lastAliasRequest: AliasRequest.nullish(),
});
export type Project = z.infer<typeof Project>;

const facts = {
  target: z.string().nullish(),
  readySubstate: z.string().optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
};

/** https://vercel.com/docs/rest-api/deployments/list-deployments */
const Listed = z.object({
  ...facts,
  uid: z.string(),
  state: z.string().optional(),
  readyState: z.string().optional(),
  created: z.number(),
  isRollbackCandidate: z.boolean().nullish(),
});
/** https://vercel.com/docs/rest-api/deployments/get-a-deployment-by-id-or-url */
const Single = z.object({ ...facts, id: z.string(), readyState: z.string(), createdAt: z.number() });

const Page = z.object({
  deployments: z.array(Listed),
  pagination: z.object({ next: z.number().nullish() }),
});
/** https://vercel.com/docs/rest-api/aliases/get-an-alias */
const Alias = z.object({ deploymentId: z.string() });

/** A deployment, however it was read. */
export interface Deployment {
  readonly id: string;
  readonly state: string;
  readonly target: string | null;
  /** `STAGED` has never served production; `PROMOTED` has. */
  readonly substate: string | null;
  readonly commit: string | null;
  readonly createdAtMs: number;
  /** Whether Vercel would go back to it; null where it does not say. */
  readonly mayReturn: boolean | null;
}

const pageLength = 100;
const mostPages = 20;

/** One project, in the calls of Vercel's API that a rollback needs. */
export interface VercelProject {
  read(effort: Effort): Promise<Project>;
  /** The id of the deployment that serves the production domain. */
  serving(effort: Effort): Promise<string>;
  deployment(id: string, effort: Effort): Promise<Deployment>;
  /** Of production, newest first, page by page, as far as the reader goes on. */
  deployments(effort: Effort): AsyncGenerator<Deployment>;
  /** Points the production domains to a deployment that has served before. */
  rollBack(project: Project, deployment: string, effort: Effort): Promise<Sent>;
  /** The same for one that has not, or that is newer than what serves: this is also how a rollback is undone. */
  promote(project: Project, deployment: string, effort: Effort): Promise<Sent>;
  setAutoAssign(on: boolean, effort: Effort): Promise<void>;
}

export function openVercelProject(
  api: VendorApi,
  { project, team: teamId, domain }: Pick<TargetOf<'vercel'>, 'project' | 'team' | 'domain'>,
): VercelProject {
  const path = `/v9/projects/${encodeURIComponent(project)}`;
  return {
    read: (effort) => api.get({ what: 'read the project', path, query: { teamId } }, Project, effort),
    async serving(effort) {
      const call = { what: `read what ${domain} is assigned to`, path: `/v4/aliases/${encodeURIComponent(domain)}` };
      return (await api.get({ ...call, query: { teamId } }, Alias, effort)).deploymentId;
    },
    async deployment(id, effort) {
      const call = { what: 'read the deployment', path: `/v13/deployments/${encodeURIComponent(id)}` };
      const { readyState, createdAt, ...rest } = await api.get({ ...call, query: { teamId } }, Single, effort);
      return { ...common(rest), id: rest.id, state: readyState, createdAtMs: createdAt, mayReturn: null };
    },
    deployments: (effort) => pages(api, { projectId: project, teamId }, effort),
    rollBack: ({ id }, to, effort) =>
      api.post({ what: 'roll back', path: `/v1/projects/${id}/rollback/${to}`, query: { teamId } }, {}, effort),
    promote: ({ id }, to, effort) =>
      api.post({ what: 'promote', path: `/v10/projects/${id}/promote/${to}`, query: { teamId } }, {}, effort),
    setAutoAssign: (on, effort) =>
      api.set(
        { what: 'set the assignment of domains', path, query: { teamId } },
        { autoAssignCustomDomains: on },
        effort,
      ),
  };
}

async function* pages(
  api: VendorApi,
  query: { readonly projectId: string; readonly teamId: string | undefined },
  effort: Effort,
): AsyncGenerator<Deployment> {
  let until: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const asked = { ...query, target: 'production', limit: String(pageLength), until };
    const call = { what: 'list the deployments', path: '/v6/deployments', query: asked };
    const { deployments, pagination } = await api.get(call, Page, effort);
    for (const { uid, created, isRollbackCandidate, ...rest } of deployments) {
      const state = rest.readyState ?? rest.state ?? '';
      yield { ...common(rest), id: uid, state, createdAtMs: created, mayReturn: isRollbackCandidate ?? null };
    }
    if (pagination.next === null || pagination.next === undefined) return;
    until = String(pagination.next);
  }
}

type Facts = z.infer<z.ZodObject<typeof facts>>;

function common({ target, readySubstate, meta = {} }: Facts): Pick<Deployment, 'target' | 'substate' | 'commit'> {
  const commit = meta['githubCommitSha'] ?? meta['gitlabCommitSha'] ?? meta['bitbucketCommitSha'];
  return {
    target: target ?? null,
    substate: readySubstate ?? null,
    commit: typeof commit === 'string' ? commit : null,
  };
}
