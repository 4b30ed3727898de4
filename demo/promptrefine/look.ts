import type { ServiceLook } from '../host/example-service.ts';
import { requestsLine } from '../host/panel/requests-line.ts';
import { baseUrlOf } from './call-service.ts';
import { releaseB } from './releases/b.ts';
import type { ServiceConfig } from './service-config.ts';
import { readState } from './state.ts';

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
