import type { Promptrefine } from '../../promptrefine/start.ts';
import type { Seen } from './seen.ts';

/** Whole seconds that are averaged, so that one late answer does not look like a failure. */
const averagedSeconds = 3;

/** How the example service does at this moment, by asking it and by what its traffic got. */
export async function readService(service: Promptrefine): Promise<Seen['service']> {
  const { promptsStatus, health, traffic } = await service.state();
  const now = Math.floor(Date.now() / 1000);
  const recent = traffic.seconds.filter(({ second }) => second < now && second >= now - averagedSeconds);
  const average = (what: 'ok' | 'failed') =>
    Math.round(recent.reduce((sum, each) => sum + each[what], 0) / averagedSeconds);
  return {
    url: service.baseUrl,
    promptsStatus,
    commit: health?.commit ?? null,
    onBadCommit: health?.commit === service.commits.bad,
    okPerSecond: average('ok'),
    failedPerSecond: average('failed'),
  };
}
