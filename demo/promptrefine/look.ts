import type { ServiceLook } from '../host/example-service.ts';
import type { PanelStatus } from '../slack/shapes.ts';
import { baseUrlOf } from './call-service.ts';
import { releaseB } from './releases/b.ts';
import type { ServiceConfig } from './service-config.ts';
import { readState } from './state.ts';
import type { Counters } from './traffic/counters.ts';

/** Whole seconds that are averaged, so that one late answer does not look like a failure. */
const averagedSeconds = 3;

/** How PromptRefine does at this moment, by asking it and by what its traffic got. */
export async function lookAt(config: ServiceConfig, trafficUrl: string): Promise<ServiceLook> {
  const { promptsStatus, health, traffic } = await readState(config, trafficUrl);
  const onBadCommit = health?.commit === releaseB.commit;
  return {
    sound: promptsStatus === 200,
    onBadCommit,
    lines: [
      {
        label: 'GET /api/prompts',
        value: promptsStatus === 0 ? 'no answer' : String(promptsStatus),
        level: promptsStatus === 200 ? 'good' : 'bad',
        url: `${baseUrlOf(config)}/api/prompts`,
      },
      requestsLine(traffic),
      { label: 'Commit', value: health?.commit.slice(0, 7) ?? 'no answer', level: onBadCommit ? 'bad' : 'good' },
    ],
  };
}

function requestsLine(traffic: Counters): PanelStatus {
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
