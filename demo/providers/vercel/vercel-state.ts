/** A deployment as Vercel keeps it. */
export interface VercelDeployment {
  readonly id: string;
  readonly url: string;
  readonly target: 'production' | null;
  state: 'QUEUED' | 'BUILDING' | 'READY' | 'ERROR';
  /** `STAGED` has never served production. */
  substate: 'STAGED' | 'PROMOTED';
  readonly meta: Readonly<Record<string, string>>;
  /** In ms since 1970. */
  readonly created: number;
}

export interface VercelAliasRequest {
  readonly fromDeploymentId: string;
  readonly toDeploymentId: string;
  jobStatus: 'pending' | 'in-progress' | 'succeeded' | 'failed';
  readonly requestedAt: number;
  readonly type: 'rollback' | 'promote';
}

export interface VercelProjectState {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  autoAssignCustomDomains: boolean;
  /** The deployment that the production domain is assigned to. */
  serving: string;
  lastAliasRequest: VercelAliasRequest | null;
  /** Newest first. */
  readonly deployments: VercelDeployment[];
}

export interface VercelPace {
  /** Each stage takes so long, in ms. */
  stageMs: number;
  /** Whether the next requests to move the domains fail. */
  fails: boolean;
  /** Runs when a deployment has begun to serve: an example's site starts that commit. */
  onServing?: (project: string, commit: string) => void;
}

let counted = 0;

/** A production deployment of a commit; it serves at once where domains are assigned by themselves. */
export function addDeployment(project: VercelProjectState, commit: string, at = new Date()): VercelDeployment {
  counted += 1;
  const id = `dpl_${counted.toString(36).padStart(8, '0')}`;
  const deployment: VercelDeployment = {
    id,
    url: `${project.name}-${id.slice(4)}.vercel.app`,
    target: 'production',
    state: 'READY',
    substate: project.autoAssignCustomDomains ? 'PROMOTED' : 'STAGED',
    meta: { githubCommitSha: commit, githubCommitRef: 'main' },
    created: at.getTime(),
  };
  project.deployments.unshift(deployment);
  if (project.autoAssignCustomDomains) project.serving = id;
  return deployment;
}

/** Begins to move the production domain; it is done after two stages. */
export function moveDomain(
  project: VercelProjectState,
  to: VercelDeployment,
  given: { readonly type: 'rollback' | 'promote'; readonly pace: VercelPace },
): void {
  const { type, pace } = given;
  const request: VercelAliasRequest = {
    fromDeploymentId: project.serving,
    toDeploymentId: to.id,
    jobStatus: 'pending',
    requestedAt: Date.now(),
    type,
  };
  project.lastAliasRequest = request;
  // As Vercel does it by itself: after a rollback, new deployments wait to be promoted.
  if (type === 'rollback') project.autoAssignCustomDomains = false;
  after(pace, () => {
    request.jobStatus = 'in-progress';
    after(pace, () => {
      request.jobStatus = pace.fails ? 'failed' : 'succeeded';
      if (!pace.fails) serve(project, to, pace);
    });
  });
}

function serve(project: VercelProjectState, to: VercelDeployment, pace: VercelPace): void {
  project.serving = to.id;
  to.substate = 'PROMOTED';
  pace.onServing?.(project.id, to.meta['githubCommitSha'] ?? '');
}

function after({ stageMs }: VercelPace, next: () => void): void {
  setTimeout(next, stageMs).unref();
}
