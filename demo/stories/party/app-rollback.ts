import { readJournal } from '../../host/read-journal.ts';
import { headOf } from '../../party/checkout.ts';
import type { Party } from '../../party/start.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import {
  approvePlainly,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCard,
  waitForCardSaying,
  waitForRecovery,
} from '../acts.ts';
import { lastPlan, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay, noMigration, waitForWords } from '../ways-back.ts';
import { serviceAnswers } from './claims.ts';

const phase4 = '20260504090000_phase_4_drop_legacy';

/** Only code of phase 5 is at fault: it goes back, but never behind phase 4 (P1, P5). */
export const partyAppRollback: Story<Party> = {
  name: 'app-rollback',
  title: 'A slip in the code of phase 5; it goes back, but not to before the columns were dropped',
  mishap: 'bad-code',
  async play(world, say) {
    const { commits, checkout } = world.service;
    say('Sam takes a backup: /backup take party');
    await takeBackup(world);
    await world.service.mishap('bad-code');
    const broken = await world.service.look();
    say(`Phase 5 goes out once more: ${broken.lines.map(({ label, value }) => `${label} ${value}`).join(', ')}`);
    await declareIncident(
      world,
      {
        seen: 'GET /api/waitlist answers 500 since the deploy: column p.displayName does not exist.',
        errorOutput: 'ERROR: column p.displayName does not exist',
        correlationIds: '',
        speaksFor: ['critical-function-broken'],
      },
      noMigration(world),
    );
    const incident = incidentOn(await waitForCard(world));

    say('Sam wants the code of before phase 4 back');
    await chooseWay(world, 'app-rollback', 'The code of phase 3 was never in trouble.', { commit: commits.phase3 });
    const refused = await waitForWords(world, 'No commit before it can run');
    say('Recourse names what phase 4 dropped: no earlier commit can run. Sam takes the last commit that ran well');
    await chooseWay(world, 'app-rollback', 'Only the newest code is at fault.');
    const card = await waitForCardSaying(world, 'an earlier commit is deployed');
    say('Dana approves; nothing has to be typed, because no data is replaced');
    await approvePlainly(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Party is back');

    const claims = [
      { claim: 'the service was really broken', held: !broken.sound, say: String(broken.lines[0]?.value) },
      phase3IsRefused(visibleText(refused)),
      runs(await headOf(checkout), commits.phase5),
      await serviceAnswers(world),
    ];
    await closeIncident(world, incident, 'The list read a name that no phase had made.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return {
      incident,
      entries,
      claims: [...claims, databaseStays(entries), verdict],
      durationsMs: usualDurations(entries),
      loss: {},
    };
  },
};

function phase3IsRefused(said: string): Claim {
  const named = [phase4, '"WaitlistEntry"."contactId"'].filter((word) => said.includes(word));
  return {
    claim: 'code of before phase 4 is refused, with what it reads and phase 4 dropped (P1, P5)',
    held: named.length === 2,
    say: named.join(' dropped '),
  };
}

function runs(commit: string, wanted: string): Claim {
  return {
    claim: 'the last good commit runs, which lies after phase 4',
    held: commit === wanted,
    say: commit.slice(0, 12),
  };
}

function databaseStays(entries: Parameters<typeof lastPlan>[0]): Claim {
  const { path, steps, copy } = lastPlan(entries);
  return {
    claim: 'only code went back',
    held: path === 'app-rollback' && copy === null && !steps.includes('promote-copy'),
    say: steps.join(', '),
  };
}
