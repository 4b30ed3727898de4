import { demoChannels } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { Scene } from '../../slack/scene.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import type { HeadlinePhase, Seen } from './seen.ts';

/** What the title of a headline says, as people read it; the first that fits. */
const titles: readonly (readonly [RegExp, HeadlinePhase])[] = [
  [/ needs a decision soon$/, 'preparing'],
  [/: roll .* back\?$/, 'deciding'],
  [/: rolling .* back$/, 'executing'],
  [/ waits for a person$/, 'waiting'],
  [/ is not being rolled back$/, 'standing-by'],
  [/ is back$/, 'recovered'],
  [/, closed$/, 'closed'],
];

/** The newest incident whose headline was posted after an instant (ms since 1970), or null. */
export function newestIncident(scene: Scene, afterMs: number): Seen['incident'] {
  const headlines = scene.messages
    .filter((message) => message.channel === demoChannels.operations.id && message.ephemeralFor === undefined)
    .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts)
    .filter((message) => isAfter(message, afterMs));
  return headlines.map(incidentIn).findLast((incident) => incident !== null) ?? null;
}

function incidentIn(message: SlackMessage): Seen['incident'] {
  const header = (message.blocks ?? []).find((block) => block.type === 'header');
  const title = (header?.['text'] as { text?: string } | undefined)?.text ?? '';
  const id = /INC-\d+/.exec(title)?.[0];
  const phase = titles.find(([pattern]) => pattern.test(title))?.[1];
  return id === undefined || phase === undefined ? null : { id, phase };
}

/** Whether a message, newer than an instant, tells the channel that a backup is finished. */
export function saysBackupFinished(message: SlackMessage, afterMs: number): boolean {
  return isAfter(message, afterMs) && /The backup of .* is finished/.test(visibleText(message));
}

function isAfter({ ts }: SlackMessage, ms: number): boolean {
  return Number(ts) * 1000 > ms;
}
