import type { IncidentId } from '../../../src/domain/ids.ts';
import type { PlannedSwitch } from '../../../src/domain/switches.ts';
import { askDatabase } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoPeople } from '../../slack/preset.ts';
import {
  approve,
  approvePlainly,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCard,
  waitForCardSaying,
  waitForRecovery,
} from '../acts.ts';
import { betweenMs, lastPlan, outcomeOf } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay, noMigration } from '../ways-back.ts';
import { eventually } from './eventually.ts';

/** The model provider fails: its use is switched off, waited for, switched on, and what failed is retried (B1, B11). */
export const providerOutageStory: Story = {
  name: 'provider-outage',
  title: 'The model provider fails; test runs wait for it and are retried',
  mishap: 'provider-outage',
  async play(world, say) {
    const { service } = world;
    say('Sam takes a backup: /backup take promptrefine');
    await takeBackup(world);
    await service.mishaps.find(({ name }) => name === 'provider-outage')?.run();
    say('The model provider answers 503, and every test run fails');
    await declareIncident(
      world,
      {
        seen: 'Every test run fails: the model provider answers 503. Prompts are fine.',
        errorOutput: 'model provider answered 503',
        correlationIds: '',
        speaksFor: ['error-rate'],
      },
      noMigration(world),
    );
    const incident = incidentOn(await waitForCard(world));
    say('Sam takes another way back: wait for the provider');
    await chooseWay(world, 'provider-outage', 'Nothing of ours is broken.');
    const off = await waitForCardSaying(world, 'It switches something off');
    const failed = await failedRuns(world);
    say('Dana approves; test runs are switched off');
    await approvePlainly(world, demoPeople.lead.id, off);
    await eventually('test runs to be off', async () => !(await testRunsAreOn(world)));
    await eventually('Recourse to see the provider unwell', () => wasSeenUnwell(world, incident));
    service.provider.setWell(true);
    say('The provider is well again; Recourse looks three times, and proposes to switch on and to retry');
    const on = await waitForCardSaying(world, 'It switches it on again');
    const stillOff = !(await testRunsAreOn(world));
    say('Dana approves what ran on a copy of production');
    await approve(world, demoPeople.lead.id, on);
    await waitForRecovery(world, incident);
    const { entries: before } = await readJournal(world.storeUrl, incident);
    const retried = lastPlan(before).switching;
    const claims = [
      { claim: 'nothing was switched on before the second vote', held: stillOff, say: stillOff ? 'off' : 'on' },
      await runsSucceed(world, failed, retried),
      await isOnAgain(world),
    ];
    await closeIncident(world, incident, 'The model provider was overloaded.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return {
      incident,
      entries,
      claims: [...claims, wasWatched(outcomeOf(entries, 'watch-provider')), verdict],
      durationsMs: {
        'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
        'approval-to-switched-off': betweenMs(entries, 'decision-made', 'switch-off'),
      },
      loss: { 'rows-lost': 0, 'rows-retried': retried?.retry?.ids.length ?? 0 },
    };
  },
};

async function testRunsAreOn({ service }: World): Promise<boolean> {
  const headers = { authorization: `Bearer ${service.adminToken}` };
  const response = await fetch(`${service.baseUrl}/admin/test-runs`, { headers });
  return ((await response.json()) as { on: boolean }).on;
}

async function isOnAgain(world: World): Promise<Claim> {
  const on = await testRunsAreOn(world);
  return { claim: 'test runs are on again', held: on, say: on ? 'on' : 'off' };
}

/** The requests that failed, as the service itself has them: what the plan says is held against this. */
async function failedRuns({ service }: World): Promise<readonly string[]> {
  const sql = `SELECT DISTINCT correlation_id FROM test_runs
    WHERE status = 'failed' AND correlation_id IS NOT NULL AND created_at > now() - interval '1 day'`;
  return (await askDatabase(service.ownerUrl, sql)).map((row) => String(row['correlation_id']));
}

async function wasSeenUnwell({ storeUrl }: World, incident: IncidentId): Promise<boolean> {
  const { entries } = await readJournal(storeUrl, incident);
  return entries.some(
    ({ body }) => body.kind === 'step-progressed' && body.step === 'watch-provider' && body.say.includes('not well'),
  );
}

/** Every request that had failed before the first vote was planned for and is done, as the service itself has it. */
async function runsSucceed(
  { service }: World,
  failed: readonly string[],
  switching: PlannedSwitch | undefined,
): Promise<Claim> {
  const planned = new Set(switching?.retry?.ids);
  const forgotten = failed.filter((id) => !planned.has(id));
  const list = failed.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ');
  const succeeded = async () => {
    const sql = `SELECT count(DISTINCT correlation_id) FROM test_runs WHERE status = 'succeeded' AND correlation_id IN (${list})`;
    return failed.length === 0 ? 0 : Number((await askDatabase(service.ownerUrl, sql))[0]?.['count']);
  };
  await eventually('the retried runs to succeed', async () => (await succeeded()) === failed.length).catch(
    () => undefined,
  );
  const done = await succeeded();
  return {
    claim: 'every run that failed was retried and succeeded',
    held: failed.length > 0 && forgotten.length === 0 && done === failed.length,
    say: `${failed.length} failed, ${planned.size} planned, ${forgotten.length} forgotten, ${done} succeeded by now`,
  };
}

/** It was unwell when the watch began, so three looks would be too few. */
function wasWatched({ looks, wellFor }: Record<string, unknown>): Claim {
  return {
    claim: 'the provider was seen unwell, and then looked at until it was well three times in a row',
    held: Number(looks) > 3 && Number(wellFor) === 3,
    say: `${String(looks)} looks, the last ${String(wellFor)} well`,
  };
}
