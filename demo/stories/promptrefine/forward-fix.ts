import { askDatabase } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
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
import { doneInThisOrder, lastPlan, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay } from '../ways-back.ts';
import { countRows, type RowCounts } from './data-is-back.ts';

/** The deleted rows were to go, and only the column is missed: a corrective migration keeps what users wrote (G2, G10). */
export const forwardFixStory: Story = {
  name: 'forward-fix',
  title: 'A migration drops a column that the code reads; the team adds it again and keeps every row',
  mishap: 'bad-migration',
  async play(world, say) {
    say('Sam takes a backup before the release: /backup take promptrefine');
    await takeBackup(world);
    const bad = await world.service.runBadMigration();
    say(`The release goes out. GET /api/prompts answers ${bad.apiError.status}: ${bad.apiError.message}`);
    const left = await countRows(world);
    await declareIncident(world, {
      seen: 'GET /api/prompts answers 500 since the release. The rows that it deleted were to go; the column was not.',
      errorOutput: `${bad.apiError.sqlstate}: ${bad.apiError.message}`,
      correlationIds: bad.apiError.correlationId,
      speaksFor: ['critical-function-broken'],
    });
    const incident = incidentOn(await waitForCard(world));

    say('The corrective migration lies in the checkout: Sam takes the way forward, with its commit');
    world.service.checkOutFix();
    await chooseWay(world, 'forward-fix', 'Only a column is missed, and users should keep what they wrote.', {
      commit: world.service.commits.fix,
    });
    const card = await waitForCardSaying(world, 'It fixes forward');
    say('It ran behind the whole chain on an empty database, and on a copy of production. Dana approves');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that PromptRefine is back');

    const claims = [
      replayedFirst(visibleText(card)),
      await columnAndLedger(world),
      nothingGivenUp(left, await countRows(world)),
      await answersOnTheFix(world),
    ];
    await closeIncident(world, incident, 'The migration dropped a column that the code still reads.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const tried = ['write-correction', 'replay-chain', 'rehearse-correction', 'apply-correction'];
    const order = {
      ...doneInThisOrder(entries, ...tried),
      claim: 'it was replayed and rehearsed before it was applied',
    };
    return {
      incident,
      entries,
      claims: [...claims, order, forwardFixIsRecorded(entries), verdict],
      durationsMs: usualDurations(entries),
      loss: {},
    };
  },
};

function replayedFirst(card: string): Claim {
  const said = /The whole chain of \d+ migrations ran on an empty database/.exec(card)?.[0];
  return {
    claim: 'the card says that the whole chain was replayed (G10)',
    held: said !== undefined,
    say: said ?? card,
  };
}

/** Looks into the database itself. */
async function columnAndLedger({ service }: World): Promise<Claim> {
  const [found] = await askDatabase(
    service.ownerUrl,
    `SELECT (SELECT count(*)::int FROM drizzle.__drizzle_migrations) AS migrations,
       (SELECT count(*)::int FROM pg_attribute
          WHERE attrelid = 'prompts'::regclass AND attname = 'current_version' AND NOT attisdropped) AS columns`,
  );
  return {
    claim: 'the column is there again, and the ledger has the ninth migration',
    held: found?.['migrations'] === 9 && found['columns'] === 1,
    say: `prompts.current_version: ${found?.['columns'] === 1 ? 'there' : 'missing'}, ${found?.['migrations']} migrations`,
  };
}

/** The traffic only adds. */
function nothingGivenUp(left: RowCounts, now: RowCounts): Claim {
  return {
    claim: 'no row was given up for it',
    held: left.runs > 0 && now.versions >= left.versions && now.runs >= left.runs,
    say: `versions ${left.versions} → ${now.versions}, test runs ${left.runs} → ${now.runs}`,
  };
}

async function answersOnTheFix({ service }: World): Promise<Claim> {
  const { promptsStatus, health } = await service.state();
  return {
    claim: 'the service works on the commit of the fix',
    held: promptsStatus === 200 && health?.commit === service.commits.fix,
    say: `GET /api/prompts answers ${promptsStatus} on ${health?.commit.slice(0, 7) ?? 'no commit'}`,
  };
}

/** G12: which of the two it was, and with which files. */
function forwardFixIsRecorded(entries: Parameters<typeof lastPlan>[0]): Claim {
  const closed = entries.flatMap(({ body }) => (body.kind === 'incident-closed' ? [body.pathUsed] : []));
  const names = lastPlan(entries).correction?.migrations.map(({ name }) => name) ?? [];
  return {
    claim: 'it is recorded that it was fixed forward, and by which migration (G12)',
    held: closed[0] === 'forward-fix' && names.length === 1,
    say: `${closed[0]} by ${names.join(', ')}`,
  };
}
