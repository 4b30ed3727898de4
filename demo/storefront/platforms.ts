import { join } from 'node:path';
import { type RunningProgram, startProgram } from '../cluster/start-program.ts';
import { type RunningRender, startRender } from '../providers/render/render-server.ts';
import type { RenderServiceState } from '../providers/render/render-state.ts';
import { type RunningVercel, startVercel } from '../providers/vercel/vercel-server.ts';
import type { VercelProjectState } from '../providers/vercel/vercel-state.ts';
import type { Repository } from './repository.ts';

export const domain = 'www.storefront.example';

/** The API's and the web's platforms, with the processes that run what they serve. */
export interface Platforms {
  readonly render: RunningRender;
  readonly vercel: RunningVercel;
  readonly service: RenderServiceState;
  readonly project: VercelProjectState;
  readonly tokens: { readonly render: string; readonly vercel: string };
  /** What a push to the main branch sets off at both; where nothing deploys by itself, nothing. */
  push(commit: string): void;
  stop(): Promise<void>;
}

interface Wishes {
  readonly repository: Repository;
  readonly configFile: string;
  readonly dir: string;
  readonly tokens: Platforms['tokens'];
}

/** A day: the good commit has been serving for so long when the demo begins. */
const SERVED_MS = 86_400_000;

/** Starts stand-ins for Render and Vercel on loopback, and the good commit behind each. */
export async function startPlatforms({ repository, configFile, dir, tokens }: Wishes): Promise<Platforms> {
  const { good } = repository.commits;
  const slots = { api: openSlot('serve-api.ts'), web: openSlot('serve-web.ts') };
  function openSlot(program: string): Slot {
    return createSlot(async (commit) => {
      const args = ['--config', configFile, '--build', await repository.build(commit), '--commit', commit];
      return startProgram(join(import.meta.dirname, 'platform', program), args, join(dir, `${program}.log`));
    });
  }
  const [render, vercel] = [await startRender({ token: tokens.render }), await startVercel({ token: tokens.vercel })];
  const commits = [{ commit: good, at: new Date(Date.now() - SERVED_MS) }];
  const service = render.addService({ id: 'srv-storefront', name: 'storefront-api', commits });
  const project = vercel.addProject({ id: 'prj_storefront', name: 'storefront-web', domain, commits });
  render.pace.onLive = (_, commit) => slots.api.switchTo(commit);
  vercel.pace.onServing = (_, commit) => slots.web.switchTo(commit);
  slots.api.switchTo(good);
  slots.web.switchTo(good);
  await Promise.all([slots.api.settled(), slots.web.settled()]);
  return {
    render,
    vercel,
    service,
    project,
    tokens,
    push(commit) {
      render.push(service.id, commit);
      const deployment = vercel.push(project.id, commit);
      if (project.serving === deployment.id) slots.web.switchTo(commit);
    },
    async stop() {
      await Promise.all([slots.api.stop(), slots.web.stop()]);
      await Promise.all([render.close(), vercel.close()]);
    },
  };
}

/** One place in which one commit's process runs at a time. */
interface Slot {
  switchTo(commit: string): void;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Switches one after the other; what could not be started shows as a service that does not answer. */
function createSlot(start: (commit: string) => Promise<RunningProgram>): Slot {
  let running: RunningProgram | null = null;
  let queue = Promise.resolve();
  const then = (work: () => Promise<void>) => {
    queue = queue.then(work);
    queue.catch(() => undefined);
  };
  return {
    switchTo: (commit) =>
      then(async () => {
        await running?.stop();
        running = await start(commit);
      }),
    settled: () => queue,
    async stop() {
      await queue.catch(() => undefined);
      await running?.stop();
    },
  };
}
