import { askDatabase } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { Party } from '../../party/start.ts';
import { demoPeople } from '../../slack/preset.ts';
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
import { betweenMs } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay, noMigration } from '../ways-back.ts';
import { damageOf, entriesAreThere, serviceAnswers } from './claims.ts';

/** The new lists break on a few rows: they are switched off, everything else goes on, and they come back at the end (P2 C). */
export const partyFeatureFlag: Story<Party> = {
  name: 'feature-flag',
  title: 'A few orphans break the party-first lists; the team switches them off',
  mishap: 'few-orphans',
  async play(world, say) {
    const { service } = world;
    say('Sam takes a backup: /backup take party');
    await takeBackup(world);
    await service.mishap('few-orphans');
    const damaged = await damageOf(world);
    say(`Both lists answer 500: ${damaged} rows refer to nobody`);
    await declareIncident(
      world,
      {
        seen: 'GET /api/waitlist answers 500; enrolling works.',
        errorOutput: 'Error: entry refers to a party which does not exist',
        correlationIds: '',
        speaksFor: ['critical-function-broken'],
      },
      noMigration(world),
    );
    const incident = incidentOn(await waitForCard(world));
    const acknowledged = [...service.acknowledged()];
    say('Sam takes another way back: switch the party-first lists off');
    await chooseWay(world, 'feature-flag', 'The lists can do without parties tonight; the rows are mended tomorrow.');
    const card = await waitForCardSaying(world, 'It switches something off');
    say('Dana approves');
    await approvePlainly(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    const claims = [
      await serviceAnswers(world),
      await entriesAreThere(world, acknowledged),
      { claim: 'no row was changed', held: (await damageOf(world)) === damaged, say: `${damaged} damaged as before` },
    ];
    await askDatabase(service.ownerUrl, mendRows);
    say('The rows are mended by day; Sam closes the incident, and switches the lists on again');
    await closeIncident(world, incident, 'A job that tidies up did not look whether a party is in use.', {
      switches: 'switch-on',
    });
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return {
      incident,
      entries,
      claims: [...claims, await serviceAnswers(world), wasSettled(entries.map(({ body }) => body.kind)), verdict],
      durationsMs: { 'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered') },
      loss: { 'rows-lost': 0 },
    };
  },
};

const mendRows = `
  DELETE FROM "WaitlistEntry" e WHERE NOT EXISTS (SELECT FROM "Party" p WHERE p.id = e."clientPartyId");
  DELETE FROM "AnimalOwner" WHERE "partyId" IS NULL`;

function wasSettled(kinds: readonly string[]): Claim {
  const held =
    kinds.indexOf('switch-settled') !== -1 && kinds.indexOf('switch-settled') < kinds.indexOf('incident-closed');
  return {
    claim: 'the incident closed only after the lists were on again',
    held,
    say: held ? 'on, then closed' : 'not so',
  };
}
