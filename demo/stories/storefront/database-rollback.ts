import { withClient } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { Storefront } from '../../storefront/start.ts';
import {
  approve,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCardSaying,
  waitForRecovery,
} from '../acts.ts';
import { doneInThisOrder, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay } from '../ways-back.ts';
import { mishapOf } from './bad-deploy.ts';
import { autoDeployIsOnAgain, bothServeTheGoodCommit } from './claims.ts';

const migration = '20260610090000_amounts';

/** The last resort: code cannot go back behind a renamed column, and a restore would cost orders (R5, R6). */
export const storefrontDatabaseRollback: Story<Storefront> = {
  name: 'database-rollback',
  title: 'A Prisma migration renames what the code reads; its hand-written down SQL takes it back',
  mishap: 'renamed-totals',
  async play(world, say) {
    const before = await readTotals(world);
    say('Sam takes a backup before the release: /backup take storefront');
    await takeBackup(world);
    await mishapOf(world, 'renamed-totals');
    const broken = await world.service.state();
    say(`The release renames "totalCents". GET / answers ${broken.pageStatus}`);

    say('Sam declares: /incident declare storefront');
    await declareIncident(world, {
      seen: `GET / answers ${broken.pageStatus} since the release, and nobody can order.`,
      errorOutput: '',
      correlationIds: '',
      speaksFor: ['critical-function-broken'],
    });
    const first = await waitForCardSaying(world, 'The code alone cannot go back');
    const incident = incidentOn(first);
    say('Code first, but no commit of before can run on the renamed column: a restore is proposed');
    say('Sam does not want to lose orders, and takes the down SQL that lies beside the migration');
    await chooseWay(world, 'down-scripts', 'No order is lost, and the script gives every cent back.');
    const card = await waitForCardSaying(world, `${migration}/down.sql`);
    say('It ran on a fresh copy of production. Sam approves and types the name of the service');
    await approve(world, demoPeople.onCall.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Storefront is back');

    const claims = [
      brokenBefore(broken.pageStatus),
      codeCouldNotGoBack(visibleText(first)),
      ...sameAsBefore(before, await readTotals(world, before.newest)),
      ...(await bothServeTheGoodCommit(world)),
    ];
    await closeIncident(
      world,
      incident,
      'The migration renamed a column that the page and the writing of orders read.',
      {
        'auto-deploys': 'release',
      },
    );
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const order = doneInThisOrder(entries, 'take-safety-backup', 'back-up-before-scripts', 'run-down-scripts');
    return {
      incident,
      entries,
      claims: [...claims, { ...order, claim: 'a backup was taken first (R6)' }, autoDeployIsOnAgain(world), verdict],
      durationsMs: usualDurations(entries),
      loss: {},
    };
  },
};

interface Totals {
  /** Column of the totals, and its type. */
  readonly column: string;
  readonly orders: number;
  /** Of the newest order. */
  readonly newest: number;
  /** The totals of all these orders, in cents. */
  readonly cents: number;
  readonly ledger: string;
}

/** Looks into the database itself, past Recourse; at the orders up to this one, or at all. */
function readTotals({ service }: World<Storefront>, upTo = 2 ** 31 - 1): Promise<Totals> {
  return withClient(service.ownerUrl, async (client) => {
    const { rows } = await client.query<Totals>(
      `SELECT (SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
          WHERE attrelid = '"Order"'::regclass AND attname LIKE 'total%') AS column,
        count(*)::int AS orders, max(id) AS newest, sum("totalCents")::float8 AS cents,
        (SELECT string_agg(migration_name, ', ' ORDER BY started_at) FROM "_prisma_migrations") AS ledger
        FROM "Order" WHERE id <= $1`,
      [upTo],
    );
    const [found] = rows;
    if (found === undefined) throw new Error('PostgreSQL answered nothing');
    return found;
  });
}

function brokenBefore(status: number): Claim {
  return { claim: 'the page was really broken', held: status >= 500, say: `GET / answered ${status}` };
}

function codeCouldNotGoBack(card: string): Claim {
  const said = card.split('\n').find((line) => line.includes('The code alone cannot go back')) ?? '';
  return {
    claim: 'the code was judged first, and the reason names the migration (R5)',
    held: said.includes(migration),
    say: said.slice(0, 200),
  };
}

function sameAsBefore(before: Totals, now: Totals): Claim[] {
  return [
    {
      claim: 'the column is back, and every order of before has its cents',
      held: now.column === before.column && now.orders === before.orders && now.cents === before.cents,
      say: `${now.column}, orders ${before.orders} → ${now.orders}, cents ${before.cents} → ${now.cents}`,
    },
    {
      claim: 'the row of the migration is gone from _prisma_migrations, and no other (R6)',
      held: now.ledger === before.ledger && !now.ledger.includes(migration),
      say: now.ledger,
    },
  ];
}
