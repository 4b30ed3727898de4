import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { perService } from '../../blocks/forms/declare-form.ts';
import { releaseA } from '../../demo/promptrefine/releases/a.ts';
import { releaseB } from '../../demo/promptrefine/releases/b.ts';
import { startRender } from '../../demo/providers/render/render-server.ts';
import { Plan } from '../../src/domain/plan.ts';
import { redeployCommit } from '../../src/steps/redeploy-commit.ts';
import { eventually, PATIENT, reconfigure, shareWorld } from '../support/world.ts';
import { dana, declare, ops, press, pressAndFill, sam, takeBackup, untilRecovered } from '../support/world-acts.ts';

const token = 'rnd_4f8a1c7e9b3d5f';
const render = await startRender({ token });
afterAll(() => render.close());
const service = render.addService({
  id: 'srv-promptrefine',
  name: 'promptrefine',
  commits: [{ commit: releaseA.commit, at: new Date(Date.now() - 86_400_000) }],
});

/** The service's code goes where Render's deploys go. */
async function deploy(...args: readonly string[]): Promise<string> {
  const config = join(stage.world.folder, 'promptrefine', 'service.json');
  const script = join(import.meta.dirname, '..', '..', 'demo', 'promptrefine', 'deploy.ts');
  return (await execa(process.execPath, [script, '--config', config, ...args])).stdout.trim();
}

const stage = shareWorld({
  rate: 0,
  prepare: async (world) => {
    await takeBackup(world);
  },
});

const deploysOf = (trigger: string) => service.deploys.filter((each) => each.trigger === trigger);

/** A push to the service's branch, up to where it runs. */
async function push(commit: string): Promise<void> {
  expect(render.push('srv-promptrefine', commit)).toBe(true);
  await eventually('the push to run', async () => (await deploy('--current')) === commit);
}

describe('code on Render', () => {
  test('goes back through a killed bot with one rollback, no push undoes it, and auto-deploy comes back (R3, P5)', async () => {
    render.pace.onLive = (_, commit) => void deploy('--to', commit).catch(() => undefined);
    stage.world.environment['PROMPTREFINE_RENDER_TOKEN'] = token;
    await reconfigure(stage, (policy) => ({
      ...policy,
      deploys: [
        {
          provider: 'render',
          name: 'promptrefine-api',
          service: 'srv-promptrefine',
          token_env: 'PROMPTREFINE_RENDER_TOKEN',
          api_url: render.url,
          look_every: '200ms',
        },
      ],
    }));
    await push(releaseB.commit);

    const id = await declare(stage, sam, {
      'speaks-for': ['critical-function-broken'],
      [perService('migration', 'promptrefine')]: '',
    });
    await stage.until(id, 'a first plan', ({ phase }) => phase === 'deciding');
    await pressAndFill(
      stage,
      { id, action: 'choose-path', form: 'Why this one?' },
      { path: 'app-rollback', commit: '', why: 'Only the new code is wrong.' },
    );
    const { proposed } = await stage.until(
      id,
      'a plan for the code',
      ({ phase, choice }) => phase === 'deciding' && choice.path === 'app-rollback',
    );
    expect(Plan.parse(proposed?.plan).deploys).toEqual([{ target: 'promptrefine-api', commit: releaseA.commit }]);

    // Killed while Render is at it: the deploy is joined and not begun again, and what auto-deploy was is still known.
    render.pace.stageMs = 1_500;
    await press(stage, id, 'approve');
    await stage.world.slack.as(dana.id).submit(await stage.world.slack.waitForView(dana.id, 'Approve', PATIENT), {});
    await eventually('the rollback at Render', async () => deploysOf('rollback').length > 0);
    await stage.world.restartBot('SIGKILL');
    const recovered = await untilRecovered(stage, id);
    expect(await deploy('--current')).toBe(releaseA.commit);
    expect(deploysOf('rollback')).toHaveLength(1);
    const former = { on: true, setting: 'commit' };
    expect(recovered.autoDeploys).toEqual({ 'promptrefine-api': former });
    const outcome = redeployCommit.outcome.parse(recovered.steps['redeploy-commit']?.outcome);
    expect(outcome.held).toEqual([{ target: 'promptrefine-api', former }]);
    expect(render.push('srv-promptrefine', releaseB.commit)).toBe(false);

    const { slack } = stage.world;
    await slack.as(dana.id).command(ops, '/incident', `close ${id}`);
    const form = await slack.waitForView(dana.id, 'Auto-deploy is off: promptrefine-api', PATIENT);
    await slack
      .as(dana.id)
      .submit(form, { 'root-cause': 'a loop without an end', 'path-used': 'app-rollback', 'auto-deploys': 'release' });
    await stage.until(id, 'the end', ({ phase }) => phase === 'closed');
    expect(service.autoDeployTrigger).toBe('commit');

    const seen = [JSON.stringify(await stage.entries(id)), stage.world.bot().log()];
    for (const text of seen) expect(text).not.toContain(token);
  });
});
