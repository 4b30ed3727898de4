import { type RunningVercel, startVercel } from '../../../../demo/providers/vercel/vercel-server.ts';
import type { VercelProjectState } from '../../../../demo/providers/vercel/vercel-state.ts';
import { createDeployProvider } from '../../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../../src/domain/policy-file/deploys.ts';
import { instants, makeTools, newer, older, oldest, token, type World } from './world.ts';

export interface VercelWorld extends World {
  readonly vercel: RunningVercel;
  readonly project: VercelProjectState;
}

/** A project on Vercel with three production deployments. */
export async function vercelWorld(folder: string, changes: Record<string, unknown> = {}): Promise<VercelWorld> {
  const vercel = await startVercel({ token, team: 'team_shop' });
  const commits = [oldest, older, newer].map((commit, index) => ({ commit, at: instants[index] ?? new Date() }));
  const project = vercel.addProject({ id: 'prj_web', name: 'shop-web', domain: 'www.shop.example', commits });
  const target = DeployTarget.parse({
    provider: 'vercel',
    name: 'web',
    project: 'shop-web',
    team: 'team_shop',
    domain: 'www.shop.example',
    token_env: 'VERCEL_TOKEN',
    api_url: vercel.url,
    request_timeout: '500ms',
    ready_within: '5s',
    look_every: '20ms',
    ...changes,
  });
  return {
    vercel,
    project,
    provider: createDeployProvider(target, makeTools({ path: '', folder })),
    commits: { oldest, older, newer },
    running: () => project.deployments.find(({ id }) => id === project.serving)?.meta['githubCommitSha'] ?? null,
    // A request counts where it was carried out; one that was refused asked for nothing.
    deploysAsked: () =>
      vercel.asked.filter(
        ({ line, status }) => /^POST .*(rollback|promote)/.test(line) && (status === 'cut' || status < 300),
      ).length,
    breakDown() {
      vercel.pace.fails = true;
      return /the rollback to dpl_\w+ ended as failed/;
    },
    goSilent: () => vercel.faults.add(/./, { kind: 'cut', carriedOut: false }, 1_000),
    close: () => vercel.close(),
  };
}
