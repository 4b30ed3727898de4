import { type RunningRender, startRender } from '../../../../demo/providers/render/render-server.ts';
import type { RenderServiceState } from '../../../../demo/providers/render/render-state.ts';
import { createDeployProvider } from '../../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../../src/domain/policy-file/deploys.ts';
import { instants, makeTools, newer, older, oldest, token, type World } from './world.ts';

export interface RenderWorld extends World {
  readonly render: RunningRender;
  readonly service: RenderServiceState;
}

/** A service on Render with three deploys. */
export async function renderWorld(folder: string, changes: Record<string, unknown> = {}): Promise<RenderWorld> {
  const render = await startRender({ token });
  const commits = [oldest, older, newer].map((commit, index) => ({ commit, at: instants[index] ?? new Date() }));
  const service = render.addService({ id: 'srv-api', name: 'shop-api', commits });
  const target = DeployTarget.parse({
    provider: 'render',
    name: 'api',
    service: 'srv-api',
    token_env: 'RENDER_TOKEN',
    api_url: render.url,
    request_timeout: '500ms',
    ready_within: '5s',
    look_every: '20ms',
    ...changes,
  });
  const begun = service.deploys.length;
  return {
    render,
    service,
    provider: createDeployProvider(target, makeTools({ path: '', folder })),
    commits: { oldest, older, newer },
    running: () => service.deploys.find(({ status }) => status === 'live')?.commit.id ?? null,
    deploysAsked: () => service.deploys.length - begun,
    breakDown() {
      render.pace.endsAs = 'update_failed';
      return /update_failed: the new version did not start/;
    },
    goSilent: () => render.faults.add(/./, { kind: 'cut', carriedOut: false }, 1_000),
    close: () => render.close(),
  };
}
