import { askDatabase, withClient } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { deletedPrompts } from '../../promptrefine/delete-prompts.ts';
import { type AcknowledgedRow, findMissingRows } from '../../promptrefine/traffic/acknowledged.ts';
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
import { lastPlan, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay, noMigration } from '../ways-back.ts';

/** A few rows are missing and everybody else goes on working: only those rows come back (B9). */
export const copyBackStory: Story = {
  name: 'copy-back',
  title: 'Somebody deletes five prompts; their rows come back while users go on working',
  mishap: 'deleted-prompts',
  async play(world, say) {
    const { service } = world;
    say('Sam takes a backup: /backup take promptrefine');
    await takeBackup(world);
    const before = await readRows(world);
    await service.mishaps.find(({ name }) => name === 'deleted-prompts')?.run();
    say(`Somebody deletes five prompts by mistake, and ${before.rows} rows with them. Users go on working`);
    await declareIncident(
      world,
      {
        seen: 'Five prompts are gone, with their versions and test runs. Everything else works.',
        errorOutput: '',
        correlationIds: '',
        speaksFor: ['data-deleted'],
      },
      noMigration(world),
    );
    const first = await waitForCard(world);
    const incident = incidentOn(first);
    say('A restore is proposed, and it says what it would cost. Sam asks for the rows alone');
    await chooseWay(world, 'copy-back', 'A few rows are missing, and users go on working.', {
      rows: 'prompts, prompt_versions, test_runs',
    });
    const card = await waitForCardSaying(world, 'rows are written into promptrefine');
    const stated = /(\d+) rows are written into/.exec(visibleText(card))?.[1];
    say(`A dry run found ${stated} rows. Dana approves, and types the name of the service`);
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    const acknowledged = await service.acknowledged();
    const now = await readRows(world);
    await closeIncident(world, incident, 'A script of the support team deleted by a range of ids.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return {
      incident,
      entries,
      claims: [
        { claim: 'rows were really missing', held: before.rows > 5, say: `${before.rows} rows of five prompts` },
        statedAtTheVote(Number(stated), before.rows),
        backToTheLetter(before, now),
        await nothingElseIsMissing(world, acknowledged),
        lastPlanFrozeNothing(entries),
        verdict,
      ],
      durationsMs: usualDurations(entries),
      loss: { 'rows-copied-back': before.rows },
    };
  },
};

interface Rows {
  /** Rows that hang on the deleted prompts, and the digest of all their values. */
  readonly rows: number;
  readonly digest: string;
  /** Of the database: a restore would have put another in its place. */
  readonly oid: number;
}

/** The rows of the deleted prompts as they stand in the database. Users add to other prompts only. */
async function readRows({ service }: World): Promise<Rows> {
  const rowsOf = (table: string, key: string) =>
    `SELECT md5(t::text) AS row FROM ${table} t WHERE ${key} ${deletedPrompts}`;
  const all = [rowsOf('prompts', 'id'), rowsOf('prompt_versions', 'prompt_id'), rowsOf('test_runs', 'prompt_id')];
  const [found] = await askDatabase(
    service.ownerUrl,
    `SELECT count(*)::int AS rows, md5(string_agg(row, ',' ORDER BY row)) AS digest,
       (SELECT oid::int FROM pg_database WHERE datname = current_database()) AS oid
     FROM (${all.join(' UNION ALL ')}) all_rows`,
  );
  return { rows: Number(found?.['rows']), digest: String(found?.['digest']), oid: Number(found?.['oid']) };
}

function statedAtTheVote(stated: number, rows: number): Claim {
  return {
    claim: 'the card had their number before anybody voted',
    held: stated === rows,
    say: `${stated} of ${rows}`,
  };
}

function backToTheLetter(before: Rows, now: Rows): Claim {
  return {
    claim: 'every row is back to the letter, in the same database',
    held: now.rows === before.rows && now.digest === before.digest && now.oid === before.oid,
    say: `${now.rows} of ${before.rows} rows, digest ${now.digest.slice(0, 12)}, oid ${before.oid} → ${now.oid}`,
  };
}

/** What users wrote before the backup, after it, and while the rows came back. */
async function nothingElseIsMissing({ service }: World, acknowledged: readonly AcknowledgedRow[]): Promise<Claim> {
  const missing = await withClient(service.ownerUrl, (client) => findMissingRows(client, acknowledged));
  return {
    claim: 'no row that users wrote in all that time is missing',
    held: acknowledged.length > 0 && missing.length === 0,
    say: `${acknowledged.length} acknowledged, ${missing.length} missing`,
  };
}

function lastPlanFrozeNothing(entries: Parameters<typeof lastPlan>[0]): Claim {
  const { path, steps } = lastPlan(entries);
  const held = path === 'copy-back' && !steps.includes('freeze-writes') && !steps.includes('promote-copy');
  return { claim: 'nothing was frozen or replaced for it', held, say: steps.join(', ') };
}
