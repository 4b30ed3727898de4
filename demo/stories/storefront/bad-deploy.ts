import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { Storefront } from '../../storefront/start.ts';
import { approvePlainly, closeIncident, declareIncident, incidentOn, waitForCard, waitForRecovery } from '../acts.ts';
import { betweenMs, entryOf } from '../journal-facts.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';
import {
  autoDeployIsOnAgain,
  bothServeTheGoodCommit,
  type Holding,
  noPushComesThrough,
  readHolding,
} from './claims.ts';

/** Code is at fault and the data is sound: API and web go back together, and the database is not touched (R3, R4, R5, P5). */
export const storefrontBadDeploy: Story<Storefront> = {
  name: 'bad-deploy',
  title: 'A push breaks API and web; on-call rolls the code of both back',
  mishap: 'bad-deploy',
  async play(world, say) {
    const { service } = world;
    const before = await readHolding(world);
    say('The push goes out, and Render and Vercel deploy it by themselves');
    await mishapOf(world, 'bad-deploy');
    const broken = await service.state();
    say(
      `GET / answers ${broken.pageStatus}, GET /api/orders ${broken.orders.status}: ${broken.orders.text.slice(0, 90)}`,
    );

    say('Sam declares: /incident declare storefront');
    await declareIncident(world, {
      seen: `GET / answers ${broken.pageStatus} since the push.`,
      errorOutput: broken.orders.text.slice(0, 400),
      correlationIds: '',
      speaksFor: ['critical-function-broken', 'error-rate'],
    });
    const card = await waitForCard(world);
    const incident = incidentOn(card);
    const proposed = await readJournal(world.storeUrl, incident);
    say(`The card of ${incident} proposes to roll the code back, before anything of the database`);
    say('Sam is on call, and empowered to decide: approves');
    await approvePlainly(world, demoPeople.onCall.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Storefront is back');

    const claims = [
      brokenBefore(broken.pageStatus),
      triggersAreNamed(visibleText(card)),
      codeCameFirst(proposed.entries),
      ...(await bothServeTheGoodCommit(world)),
      databaseUntouched(before, await readHolding(world)),
      await noPushComesThrough(world, service.repository.commits.totals),
    ];
    await closeIncident(world, incident, 'Customers without a country have no currency.', {
      'path-used': 'app-rollback',
      'auto-deploys': 'release',
    });
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return ending(incident, entries, [...claims, autoDeployIsOnAgain(world), verdict]);
  },
};

/** Does what the panel's button does. */
export async function mishapOf({ service }: World<Storefront>, name: string): Promise<void> {
  await service.mishaps.find((mishap) => mishap.name === name)?.run();
}

function brokenBefore(status: number): Claim {
  return { claim: 'the page was really broken', held: status >= 500, say: `GET / answered ${status}` };
}

function triggersAreNamed(card: string): Claim {
  const said = card.split('\n').find((line) => line.includes('(S7, R1)') && line.includes('(R1)')) ?? '';
  return { claim: 'the card says what calls for a rollback (R1)', held: said !== '', say: said.slice(0, 200) };
}

function codeCameFirst(entries: readonly Entry[]): Claim {
  const chosen = entryOf(entries, 'path-chosen');
  const { path, deploys } = entryOf(entries, 'plan-proposed').body.proposed.plan;
  const names = deploys.map(({ target }) => target).join(' and ');
  return {
    claim: 'the code of both was proposed before the database, with the reason (R5)',
    held: path === 'app-rollback' && deploys.length === 2 && chosen.body.why.includes('R5'),
    say: `${path} of ${names}: ${chosen.body.why}`,
  };
}

function databaseUntouched(before: Holding, now: Holding): Claim {
  return {
    claim: 'the database was not touched',
    held: now.oid === before.oid && now.ledger === before.ledger && now.orders >= before.orders && now.note,
    say: `oid ${before.oid} → ${now.oid}, orders ${before.orders} → ${now.orders}`,
  };
}

function ending(incident: IncidentId, entries: readonly Entry[], claims: readonly Claim[]): StoryEnd {
  return {
    incident,
    entries,
    claims,
    durationsMs: {
      'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
      'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
    },
    loss: {},
  };
}
