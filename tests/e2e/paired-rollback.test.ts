import { describe, expect, test } from 'vitest';
import { visibleText } from '../../demo/slack/reading.ts';
import { storefront } from '../../demo/storefront/example.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { Plan } from '../../src/domain/plan.ts';
import { eventually, PATIENT, shareWorldOf } from '../support/world.ts';
import { declare, endIncident, ops, press, sam, takeBackup, untilRecovered } from '../support/world-acts.ts';

/** An API on Render and a web on Vercel that belong together, and a team that rolls code back first. */
const stage = shareWorldOf(storefront, {
  rate: 0,
  prepare: async (world) => {
    await takeBackup(world);
  },
});

const commits = () => stage.world.service.repository.commits;
const platforms = () => stage.world.service.platforms;
const mishap = (name: string) => stage.world.service.mishaps.find((each) => each.name === name)?.run();
const targetsOf = ({ proposed }: Incident) => Plan.parse(proposed?.plan).deploys.map(({ target }) => target);
const rollbacks = () => platforms().service.deploys.filter(({ trigger }) => trigger === 'rollback');

const declareBroken = () => declare(stage, sam, { 'speaks-for': ['critical-function-broken'] });
const untilDeciding = (id: IncidentId) => stage.until(id, 'a plan to decide on', ({ phase }) => phase === 'deciding');

async function closeAndRelease(id: IncidentId): Promise<void> {
  const { slack } = stage.world;
  await slack.as(sam.id).command(ops, '/incident', `close ${id}`);
  const form = await slack.waitForView(sam.id, /Auto-deploy is off: storefront-api\b.*storefront-web/, PATIENT);
  await slack
    .as(sam.id)
    .submit(form, { 'root-cause': 'a test', 'path-used': 'app-rollback', 'auto-deploys': 'release' });
  await stage.until(id, 'the end', ({ phase }) => phase === 'closed');
}

describe('code of an API and a web that changed what they agreed on', () => {
  test('is proposed to go back first, together, through a killed bot, and what deployed by itself does so again (R3, R4, R5, P5)', async () => {
    await mishap('bad-deploy');
    const { slack } = stage.world;
    const id = await declareBroken();
    const deciding = await untilDeciding(id);
    expect(deciding.choice.path).toBe('app-rollback');
    expect(targetsOf(deciding)).toEqual(['storefront-api', 'storefront-web']);
    const card = await slack.waitForMessage(
      ops,
      (message) => /before the database \(R5\)[\s\S]*it ran when backup/.test(visibleText(message)),
      PATIENT,
    );
    expect(visibleText(card)).toMatch(/storefront-api ran it well: dep-\w+ of .* UTC/);
    expect(visibleText(card)).toContain('it ran when backup');
    expect(visibleText(card)).toContain('storefront-web goes back too: contract/orders.json differs (P5)');

    // Killed while Render is at it and Vercel has not been asked yet.
    platforms().render.pace.stageMs = 1_500;
    await press(stage, id, 'approve', sam);
    await slack.as(sam.id).submit(await slack.waitForView(sam.id, 'Approve', PATIENT), {});
    await eventually('the rollback at Render', async () => rollbacks().length > 0);
    await stage.world.restartBot('SIGKILL');
    const recovered = await untilRecovered(stage, id);
    expect(rollbacks()).toHaveLength(1);
    expect(await stage.world.service.state()).toMatchObject({
      pageStatus: 200,
      apiCommit: commits().good,
      webCommit: commits().good,
    });
    expect(recovered.autoDeploys).toEqual({
      'storefront-api': { on: true, setting: 'commit' },
      'storefront-web': { on: true, setting: 'true' },
    });
    expect(platforms().project.autoAssignCustomDomains).toBe(false);
    platforms().render.pace.stageMs = 20;
    await closeAndRelease(id);
    expect(platforms().service.autoDeployTrigger).toBe('commit');
    expect(platforms().project.autoAssignCustomDomains).toBe(true);
  });

  test('cannot go back behind a migration that destroyed what it reads: the restore is prepared, and why is told (R5, P1)', async () => {
    await mishap('bad-migration');
    const id = await declareBroken();
    const deciding = await untilDeciding(id);
    expect(deciding.choice.path).toBe('restore');
    expect(deciding.steps['check-code-can-return']?.status).toBe('failed');
    expect(deciding.pathChosen?.why).toContain('The code alone cannot go back (R5, P5)');
    const card = await stage.world.slack.waitForMessage(
      ops,
      (message) => visibleText(message).includes(id) && visibleText(message).includes('The code alone cannot go back'),
      PATIENT,
    );
    expect(visibleText(card)).toContain('20260603114500_tidy_orders');
    await endIncident(stage, id);
  });
});
