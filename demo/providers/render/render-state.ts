/** A deploy as Render's API shows it. */
export interface RenderDeploy {
  readonly id: string;
  readonly commit: { readonly id: string; readonly message: string; readonly createdAt: string };
  status: string;
  readonly trigger: string;
  readonly createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

/** A service as Render's API shows it, with its deploys, newest first. */
export interface RenderServiceState {
  readonly id: string;
  readonly name: string;
  readonly type: 'web_service';
  autoDeploy: 'yes' | 'no';
  autoDeployTrigger: 'commit' | 'checksPass' | 'off';
  readonly suspended: 'not_suspended';
  readonly deploys: RenderDeploy[];
}

/** How new deploys go. */
export interface RenderPace {
  /** Each stage takes so long, in ms. */
  stageMs: number;
  /** The status in which the next deploys end instead of `live`. */
  endsAs: string | null;
  /** Runs when a deploy has become live: an example's service starts that commit. */
  onLive?: (service: string, commit: string) => void;
}

const stages: Readonly<Record<string, readonly string[]>> = {
  rollback: ['created', 'update_in_progress'],
  other: ['created', 'queued', 'build_in_progress', 'pre_deploy_in_progress', 'update_in_progress'],
};

let counted = 0;

/** Puts a deploy in front, and lets it go through its stages unless it comes finished. */
export function addDeploy(
  service: RenderServiceState,
  { commit, trigger, at = new Date() }: { commit: string; trigger: string; at?: Date },
  pace: RenderPace | null,
): RenderDeploy {
  counted += 1;
  const instant = at.toISOString();
  const deploy: RenderDeploy = {
    id: `dep-${counted.toString(36).padStart(8, '0')}`,
    commit: { id: commit, message: `commit ${commit.slice(0, 7)}`, createdAt: instant },
    status: pace === null ? 'live' : 'created',
    trigger,
    createdAt: instant,
    updatedAt: instant,
    finishedAt: pace === null ? instant : null,
  };
  if (pace === null) retireLive(service);
  service.deploys.unshift(deploy);
  if (pace !== null) proceed(service, deploy, pace, [...(stages[trigger] ?? stages['other'] ?? [])]);
  return deploy;
}

function proceed(service: RenderServiceState, deploy: RenderDeploy, pace: RenderPace, left: string[]): void {
  const next = left.shift();
  if (next !== undefined) {
    move(deploy, next);
    setTimeout(() => proceed(service, deploy, pace, left), pace.stageMs).unref();
    return;
  }
  if (pace.endsAs === null) retireLive(service);
  move(deploy, pace.endsAs ?? 'live');
  deploy.finishedAt = deploy.updatedAt;
  if (deploy.status === 'live') pace.onLive?.(service.id, deploy.commit.id);
}

function retireLive(service: RenderServiceState): void {
  for (const each of service.deploys) if (each.status === 'live') move(each, 'deactivated');
}

function move(deploy: RenderDeploy, status: string): void {
  deploy.status = status;
  deploy.updatedAt = new Date().toISOString();
}
