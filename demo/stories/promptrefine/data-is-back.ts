import pg from 'pg';
import type { World } from '../../host/world.ts';
import { type AcknowledgedRow, findMissingRows } from '../../promptrefine/traffic/acknowledged.ts';
import type { Claim } from '../story.ts';

export interface RowCounts {
  readonly versions: number;
  readonly runs: number;
}

/** Looks at the database and the service themselves, not at what Recourse says of them. */
export async function dataIsBack(
  world: World,
  before: RowCounts,
  acknowledged: readonly AcknowledgedRow[],
): Promise<Claim[]> {
  return inDatabase(world, async (client) => [
    rowsAreBack(before, await countIn(client)),
    await columnIsBack(client),
    await acknowledgedAreThere(client, acknowledged),
    await serviceAnswers(world),
  ]);
}

/** Rows of the two tables that the bad migration deletes from. */
export function countRows(world: World): Promise<RowCounts> {
  return inDatabase(world, countIn);
}

async function inDatabase<Result>(world: World, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: world.service.ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function countIn(client: pg.Client): Promise<RowCounts> {
  const counted = await client.query<RowCounts>(
    'SELECT (SELECT count(*)::int FROM prompt_versions) AS versions, (SELECT count(*)::int FROM test_runs) AS runs',
  );
  return counted.rows[0] ?? { versions: 0, runs: 0 };
}

/** The traffic only adds, so fewer rows than before the backup mean that some are still missing. */
function rowsAreBack(before: RowCounts, now: RowCounts): Claim {
  return {
    claim: 'the deleted rows are back',
    held: before.versions > 0 && now.versions >= before.versions && now.runs >= before.runs,
    say: `versions ${grouped(before.versions)} → ${grouped(now.versions)}, test runs ${grouped(before.runs)} → ${grouped(now.runs)}`,
  };
}

function grouped(rows: number): string {
  return rows.toLocaleString('en-US');
}

async function columnIsBack(client: pg.Client): Promise<Claim> {
  const found = await client.query(
    "SELECT FROM pg_attribute WHERE attrelid = 'prompts'::regclass AND attname = 'current_version' AND NOT attisdropped",
  );
  return {
    claim: 'the dropped column is back',
    held: found.rowCount === 1,
    say: `prompts.current_version: ${found.rowCount === 1 ? 'there' : 'missing'}`,
  };
}

async function acknowledgedAreThere(client: pg.Client, acknowledged: readonly AcknowledgedRow[]): Promise<Claim> {
  const missing = await findMissingRows(client, acknowledged);
  return {
    claim: 'no row that was acknowledged before the backup is missing',
    held: acknowledged.length > 0 && missing.length === 0,
    say: `${acknowledged.length} acknowledged, ${missing.length} missing`,
  };
}

async function serviceAnswers(world: World): Promise<Claim> {
  const { promptsStatus, health } = await world.service.state();
  return {
    claim: 'the service works on the commit that matches',
    held: promptsStatus === 200 && health?.commit === world.service.commits.good,
    say: `GET /api/prompts answers ${promptsStatus} on ${health?.commit.slice(0, 7) ?? 'no commit'}`,
  };
}
