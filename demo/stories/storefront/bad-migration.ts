import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { LossReport, rowsLost } from '../../../src/domain/loss.ts';
import { withClient } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoPeople } from '../../slack/preset.ts';
import type { Storefront } from '../../storefront/start.ts';
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
import { betweenMs, entryOf, outcomeOf } from '../journal-facts.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';
import { mishapOf } from './bad-deploy.ts';
import { autoDeployIsOnAgain, bothServeTheGoodCommit, type Holding, readHolding } from './claims.ts';

/** The data itself is damaged, which no code mends: the team that rolls code back first restores at once (R5, R6, P8). */
export const storefrontBadMigration: Story<Storefront> = {
  name: 'bad-migration',
  title: 'A Prisma migration deletes rows and drops a column; on-call restores',
  mishap: 'bad-migration',
  async play(world, say) {
    const { service } = world;
    const before = await readHolding(world);
    say('Sam takes a backup before the release: /backup take storefront');
    const acknowledged = [...service.traffic.acknowledged()];
    await takeBackup(world);
    say('The release goes out, and its migration reports success');
    await mishapOf(world, 'bad-migration');
    const broken = await service.state();
    const harmed = await readHolding(world);
    say(`GET /api/orders answers ${broken.orders.status}; items ${before.items} → ${harmed.items}`);

    say('Sam declares: /incident declare storefront');
    await declareIncident(world, {
      seen: `GET /api/orders answers ${broken.orders.status} since the release; items are missing.`,
      errorOutput: broken.orders.text.slice(0, 400),
      correlationIds: '',
    });
    const card = await waitForCard(world);
    const incident = incidentOn(card);
    say('Sam is on call, and empowered to decide: approves and types the name of the service');
    await approve(world, demoPeople.onCall.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Storefront is back');

    const claims = [
      harmDone(before, harmed, broken.orders.status),
      dataIsBack(before, await readHolding(world)),
      await acknowledgedAreThere(world, acknowledged),
      ...(await bothServeTheGoodCommit(world)),
    ];
    await closeIncident(world, incident, 'The migration took every item of more than one piece for a copy.', {
      'auto-deploys': 'release',
      'went-well': 'On-call decided alone, within the window, on measured rows.',
      'went-badly': 'The migration was reviewed as SQL and never run on real orders.',
    });
    const aftercare = await lookAfter(world, incident, 'Orders of the last minutes may have to be placed again.', say);
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return ending(incident, entries, [...claims, ...aftercare, autoDeployIsOnAgain(world), verdict]);
  },
};

function harmDone(before: Holding, harmed: Holding, status: number): Claim {
  return {
    claim: 'data was really lost, and the service broken',
    held: harmed.items < before.items && !harmed.note && status === 500,
    say: `items ${before.items} → ${harmed.items}, "Order".note dropped, GET /api/orders answered ${status}`,
  };
}

/** The ledger, too: Prisma no longer knows of the migration. */
function dataIsBack(before: Holding, now: Holding): Claim {
  return {
    claim: 'rows, column and ledger are as before the migration',
    held: now.items >= before.items && now.orders >= before.orders && now.note && now.ledger === before.ledger,
    say: `items ${before.items} → ${now.items}, orders ${before.orders} → ${now.orders}, ledger ${now.ledger}`,
  };
}

async function acknowledgedAreThere({ service }: World<Storefront>, ids: readonly number[]): Promise<Claim> {
  const found = await withClient(service.ownerUrl, (client) =>
    client.query('SELECT id FROM "Order" WHERE id = ANY($1::int[])', [ids]),
  );
  return {
    claim: 'no order that was acknowledged before the backup is missing',
    held: ids.length > 0 && found.rowCount === ids.length,
    say: `${ids.length} acknowledged, ${ids.length - (found.rowCount ?? 0)} missing`,
  };
}

function ending(incident: IncidentId, entries: readonly Entry[], claims: readonly Claim[]): StoryEnd {
  const stated = LossReport.parse(entryOf(entries, 'plan-proposed').body.proposed.plan.statedLoss);
  return {
    incident,
    entries,
    claims,
    durationsMs: {
      'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
      'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
      'gate-closed': Number(outcomeOf(entries, 'promote-copy')['gateClosedMs'] ?? 0),
    },
    loss: { 'rows-stated-at-the-vote': rowsLost(stated) },
  };
}
