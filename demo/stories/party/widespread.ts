import { LossReport, rowsLost } from '../../../src/domain/loss.ts';
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
  waitForRecovery,
} from '../acts.ts';
import { lookAfter } from '../aftercare.ts';
import { betweenMs, entryOf } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { linesAbout, noMigration, readOptions } from '../ways-back.ts';
import { damageOf, entriesAreThere, nothingIsDamaged, serviceAnswers } from './claims.ts';

/** More than the team repairs: a restore, whose cost is stated first (P3, P7, P8). */
export const partyWidespread: Story<Party> = {
  name: 'restore',
  title: 'A job deletes most parties; the team restores, knowing what it loses',
  mishap: 'many-orphans',
  async play(world, say) {
    const { service } = world;
    const acknowledged = [...service.acknowledged()];
    say('Sam takes a backup: /backup take party');
    await takeBackup(world);
    await service.mishap('many-orphans');
    const before = await damageOf(world);
    say(`A job deletes most parties: ${before} rows are damaged`);
    await declareIncident(
      world,
      {
        seen: 'GET /api/waitlist answers 500, and nearly every entry refers to nobody.',
        errorOutput: 'Error: entry refers to a party which does not exist',
        correlationIds: '',
        speaksFor: ['data-corruption'],
      },
      noMigration(world),
    );
    const card = await waitForCard(world);
    const incident = incidentOn(card);
    const options = await readOptions(world);
    say('The table of ways back says that this is too much to repair');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    const claims = [
      restoreComesFirst(options),
      repairIsImpossible(options),
      await nothingIsDamaged(world, before),
      await entriesAreThere(world, acknowledged),
      await serviceAnswers(world),
    ];
    await closeIncident(world, incident, 'A job that tidies up did not look whether a party is in use.', {
      'went-well': 'The ways back were compared with their price before anybody voted.',
      'went-badly': 'The job ran on production without a dry run, and nothing counted what it deleted.',
    });
    const aftercare = await lookAfter(world, incident, 'Entries of the last minutes have to be made again.', say);
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const stated = LossReport.parse(entryOf(entries, 'plan-proposed').body.proposed.plan.statedLoss);
    return {
      incident,
      entries,
      claims: [...claims, ...aftercare, verdict],
      durationsMs: { 'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered') },
      loss: { 'rows-stated-at-the-vote': rowsLost(stated) },
    };
  },
};

function restoreComesFirst(options: string): Claim {
  const line = linesAbout(options, '1. Restore the backup');
  return {
    claim: 'a restore is what the policy ranks first',
    held: line.includes('possible'),
    say: line.slice(0, 120),
  };
}

function repairIsImpossible(options: string): Claim {
  const line = linesAbout(options, 'Repair the data');
  const held = line.includes('impossible') && line.includes('which loses what was written since the backup');
  return { claim: 'a repair is impossible, and the loss of a restore is said', held, say: line.slice(0, 160) };
}
