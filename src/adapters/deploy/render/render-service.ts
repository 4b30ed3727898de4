import { z } from 'zod';
import type { AutoDeploy } from '../../../domain/auto-deploy.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import type { Sent, VendorApi } from '../web-api/vendor-api.ts';

/** The part of a deploy that matters here; Render says more. https://api-docs.render.com/reference/list-deploys */
const Deploy = z.object({
  id: z.string(),
  /** `created`, `queued`, `build_in_progress` … `live`, `deactivated`; a new word of Render's must not stop a rollback. */
  status: z.string(),
  /** Absent for services that run an image. */
  commit: z.object({ id: z.string() }).nullish(),
  createdAt: z.iso.datetime({ offset: true }),
  finishedAt: z.iso.datetime({ offset: true }).nullish(),
});
export type Deploy = z.infer<typeof Deploy>;

const DeployPage = z.array(z.object({ deploy: Deploy, cursor: z.string() }));

const Service = z.object({
  id: z.string(),
  name: z.string(),
  autoDeploy: z.enum(['yes', 'no']),
  /** Newer than `autoDeploy`, and finer: `commit`, `checksPass` or `off`. */
  autoDeployTrigger: z.string().optional(),
  suspended: z.string().optional(),
});
export type Service = z.infer<typeof Service>;

/** As many as Render gives in one page. */
const pageLength = 100;
/** Nobody goes back further than this many pages of deploys. */
const mostPages = 20;

/** One service, in the calls of Render's API that a rollback needs. */
export interface RenderService {
  read(effort: Effort): Promise<Service>;
  /** Newest first, page by page, as far as the reader goes on. */
  deploys(effort: Effort): AsyncGenerator<Deploy>;
  deploy(id: string, effort: Effort): Promise<Deploy>;
  rollBack(deployId: string, effort: Effort): Promise<Sent>;
  build(commit: string, effort: Effort): Promise<Sent>;
  setAutoDeploy(setting: AutoDeploy['setting'], effort: Effort): Promise<void>;
}

export function openRenderService(api: VendorApi, service: string): RenderService {
  const path = `/services/${encodeURIComponent(service)}`;
  return {
    read: (effort) => api.get({ what: 'read the service', path }, Service, effort),
    deploys: (effort) => pages(api, `${path}/deploys`, effort),
    deploy: (id, effort) =>
      api.get({ what: 'read the deploy', path: `${path}/deploys/${encodeURIComponent(id)}` }, Deploy, effort),
    rollBack: (deployId, effort) => api.post({ what: 'roll back', path: `${path}/rollback` }, { deployId }, effort),
    build: (commit, effort) =>
      api.post({ what: 'deploy the commit', path: `${path}/deploys` }, { commitId: commit }, effort),
    setAutoDeploy: (setting, effort) => api.set({ what: 'set auto-deploy', path }, autoDeployBody(setting), effort),
  };
}

/** Which of the two settings a word belongs to; a service that has no trigger yet is told yes or no. */
function autoDeployBody(setting: string): Readonly<Record<string, string>> {
  return setting === 'yes' || setting === 'no' ? { autoDeploy: setting } : { autoDeployTrigger: setting };
}

async function* pages(api: VendorApi, path: string, effort: Effort): AsyncGenerator<Deploy> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { limit: String(pageLength), cursor };
    const found = await api.get({ what: 'list the deploys', path, query }, DeployPage, effort);
    for (const { deploy } of found) yield deploy;
    cursor = found.at(-1)?.cursor;
    if (found.length < pageLength || cursor === undefined) return;
  }
}
