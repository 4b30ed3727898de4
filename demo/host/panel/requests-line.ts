import type { Counters } from '../../promptrefine/traffic/counters.ts';
import type { PanelStatus } from '../../slack/shapes.ts';

/** Whole seconds that are averaged, so that one late answer does not look like a failure. */
const averagedSeconds = 3;

/** What an example's traffic got lately, as a line of the panel. */
export function requestsLine(traffic: Counters): PanelStatus {
  const now = Math.floor(Date.now() / 1000);
  const recent = traffic.seconds.filter(({ second }) => second < now && second >= now - averagedSeconds);
  const average = (what: 'ok' | 'failed') =>
    Math.round(recent.reduce((sum, each) => sum + each[what], 0) / averagedSeconds);
  const failed = average('failed');
  return {
    label: 'Requests',
    value: `${average('ok')} ok, ${failed} failed a second`,
    level: failed > 0 ? 'bad' : 'good',
  };
}
