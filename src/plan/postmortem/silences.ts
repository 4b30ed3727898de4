import type { Entry } from '../../domain/entry.ts';
import type { Silence } from '../../domain/postmortem.ts';

/** In an incident that is being worked on, ten minutes without a line are a hole in the story that somebody will ask about. */
const SILENT_MS = 10 * 60_000;

/** What only the bot notices is no news to people. */
const unheard: ReadonlySet<Entry['body']['kind']> = new Set(['step-progressed', 'conductor-changed']);

/** Stretches in which nothing was written down, from the declaration to the recovery (or the end, where there was none). */
export function silencesIn(entries: readonly Entry[]): readonly Silence[] {
  const heard = entries.filter(({ body }) => !unheard.has(body.kind));
  const end = heard.findLastIndex(({ body }) => body.kind === 'incident-recovered');
  const story = end === -1 ? heard : heard.slice(0, end + 1);
  return story.flatMap((entry, at) => {
    const next = story[at + 1];
    if (next === undefined || Date.parse(next.recordedAt) - Date.parse(entry.recordedAt) < SILENT_MS) return [];
    return [{ after: entry.n, from: entry.recordedAt, until: next.recordedAt }];
  });
}
