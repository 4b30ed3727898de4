import type { ServiceLook } from '../host/example-service.ts';
import type { PanelStatus } from '../slack/shapes.ts';
import { baseUrlOf, type ServiceConfig } from './service-config.ts';

const lists = ['/api/waitlist', '/api/animal-owners'] as const;

/** How Party does at this moment, by asking it. */
export async function lookAt(config: ServiceConfig): Promise<ServiceLook> {
  const answers = await Promise.all(lists.map((path) => statusOf(`${baseUrlOf(config)}${path}`)));
  return {
    sound: answers.every((status) => status === 200),
    onBadCommit: false,
    lines: lists.map((path, n): PanelStatus => {
      const status = answers[n] ?? 0;
      const value = status === 0 ? 'no answer' : String(status);
      return {
        label: `GET ${path}`,
        value,
        level: status === 200 ? 'good' : 'bad',
        url: `${baseUrlOf(config)}${path}`,
      };
    }),
  };
}

/** 0 where it does not answer. */
async function statusOf(url: string): Promise<number> {
  return fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
    ({ status }) => status,
    () => 0,
  );
}
