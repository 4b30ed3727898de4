import { RepairRehearsal, rowsRepaired } from '../../../src/domain/repair.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { Party } from '../../party/start.ts';
import { demoPeople } from '../../slack/preset.ts';
import {
  approve,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCard,
  waitForCardSaying,
  waitForRecovery,
} from '../acts.ts';
import { betweenMs } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay, linesAbout, noMigration, readOptions } from '../ways-back.ts';
import { damageOf, entriesAreThere, nothingIsDamaged, serviceAnswers } from './claims.ts';

/** A few orphans: the team mends them where they are, and gives up nothing (P2 A, P3). */
export const partyDataFix: Story<Party> = {
  name: 'data-fix',
  title: 'A job deletes a few parties; the team repairs what refers to them',
  mishap: 'few-orphans',
  async play(world, say) {
    const { service } = world;
    say('Sam takes a backup: /backup take party');
    await takeBackup(world);
    await service.mishap('few-orphans');
    const before = await damageOf(world);
    say(`A job deletes parties that are in use: ${before} rows are damaged`);
    await declareIncident(
      world,
      {
        seen: 'GET /api/waitlist answers 500: entries refer to parties that do not exist.',
        errorOutput: 'Error: entry refers to a party which does not exist',
        correlationIds: '',
        speaksFor: ['data-corruption'],
      },
      noMigration(world),
    );
    const incident = incidentOn(await waitForCard(world));
    const options = await readOptions(world);
    say('Sam looks at the ways back: /rollback options');
    const acknowledged = [...service.acknowledged()];
    say('Sam takes the first of them: repair the data');
    await chooseWay(world, 'data-fix', 'A few rows, and nothing should be given up for them.');
    const card = await waitForCardSaying(world, 'It repairs the data where it is');
    say('Dana approves what ran on a copy of production');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    const claims = [
      repairComesFirst(options),
      await nothingIsDamaged(world, before),
      await entriesAreThere(world, acknowledged),
      await serviceAnswers(world),
    ];
    await closeIncident(world, incident, 'A job that tidies up did not look whether a party is in use.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const plan = entries.findLast(({ body }) => body.kind === 'plan-proposed')?.body;
    const repair = RepairRehearsal.parse(plan?.kind === 'plan-proposed' ? plan.proposed.plan.repair : null);
    const { added, updated, deleted } = rowsRepaired(repair);
    return {
      incident,
      entries,
      claims: [...claims, verdict],
      durationsMs: {
        'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
        'repair-on-the-copy': repair.run.durationMs,
      },
      loss: { 'rows-added': added, 'rows-updated': updated, 'rows-deleted': deleted },
    };
  },
};

/** P3: few are repaired, and the table says so before anybody chose. */
function repairComesFirst(options: string): Claim {
  const line = linesAbout(options, '1. Repair the data');
  return { claim: 'a repair is what the policy ranks first', held: line !== '', say: line.slice(0, 120) };
}
