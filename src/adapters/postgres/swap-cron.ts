import type { Finding } from '../../domain/finding.ts';
import type { RunTag } from '../../ports/run-tag.ts';
import { connect, type Target } from './connect.ts';
import { codeOf } from './sqlstate.ts';

/** pg_cron knows databases by name: its jobs would go on in the promoted database. Only where production itself holds them. */
export async function inspectCronJobs(target: Target, tag: RunTag, database: string): Promise<Finding[]> {
  const check = 'cron-jobs';
  const client = await connect(target, tag, database).catch(() => null);
  if (client === null)
    return [{ check, result: 'skipped', say: `${database} lets nobody in, so its cron jobs were not read.` }];
  try {
    const installed = await client.query<{ there: boolean }>("SELECT to_regclass('cron.job') IS NOT NULL AS there");
    if (installed.rows[0]?.there !== true) return [];
    const { rows } = await client.query<{ say: string }>(
      "SELECT format('%s (%s)', jobid, schedule) AS say FROM cron.job WHERE database = $1 AND active",
      [database],
    );
    if (rows.length === 0) return [{ check, result: 'passed', say: 'No active cron job names production.' }];
    return [
      {
        check,
        result: 'warned',
        say: `Cron jobs of production stay with the replaced database: ${rows.map((row) => row.say).join(', ')}.`,
        hint: 'Schedule them anew in the promoted database.',
      },
    ];
  } catch (error) {
    return [{ check, result: 'skipped', say: `Cron jobs could not be read (${codeOf(error)}).` }];
  } finally {
    await client.end().catch(() => undefined);
  }
}
