import type { Alert, AlertEpisode, AlertPrefill, StandingAlert } from '../../domain/alert.ts';
import { cutBetweenSigns } from '../../domain/kept-text.ts';
import type { TriggerCode } from '../../domain/trigger.ts';
import { firing } from './standing-alerts.ts';

/** Room that the form's inputs have, in characters. */
const SEEN_MAX = 1_500;
const OUTPUT_MAX = 3_000;
const CORRELATION_IDS_MAX = 20;

/**
 * What is known from alerts, for whoever declares. It proposes and never declares: every word of it can be changed in the
 * form, and an alert alone opens nothing (P9).
 */
export function suggestDeclaration(episode: AlertEpisode): AlertPrefill {
  const { standing } = episode;
  // Where all is over already, what was over is all that is known.
  const told = firing(standing).length > 0 ? firing(standing) : standing;
  const details = told.map(({ alert }) => alert.details);
  const ids = told.flatMap(({ alert }) => alert.correlationIds);
  return {
    service: episode.service,
    episode: episode.number,
    identifiedAt: episode.openedAt,
    seen: cutBetweenSigns(told.map(seenLine).join('\n'), SEEN_MAX),
    errorOutput: cutBetweenSigns(details.filter((each) => each !== '').join('\n\n'), OUTPUT_MAX),
    correlationIds: [...new Set(ids)].slice(0, CORRELATION_IDS_MAX),
    triggers: [...new Set(told.map(({ alert }) => triggerOf(alert)))],
  };
}

function seenLine({ alert }: StandingAlert): string {
  const words = alert.summary === '' ? alert.name : `${alert.name}: ${alert.summary}`;
  return `${words} (${alert.severity}, since ${alert.startedAt.slice(0, 16).replace('T', ' ')} UTC)`;
}

/** P9's list of what is watched, by the words in which people name such alerts. */
const kinds: readonly { readonly words: RegExp; readonly trigger: TriggerCode }[] = [
  { words: /foreign.?key|\bfk\b|not.?null|constraint|orphan|missing.?ids?\b|corrupt/i, trigger: 'data-corruption' },
  { words: /slow|latency|duration|p9[59]/i, trigger: 'performance-degraded' },
  { words: /5xx|\b50[0234]\b|error.?rate|http.?errors?|failures?.?rate|creation.?fail/i, trigger: 'error-rate' },
  { words: /\bdown\b|unreachable|unavailable|probe.?fail/i, trigger: 'service-unavailable' },
];

/** What an alert says itself, else what P9 means by its words; a critical one that says nothing breaks something critical. */
export function triggerOf(alert: Alert): TriggerCode {
  if (alert.trigger !== null) return alert.trigger;
  const words = `${alert.name} ${alert.summary}`.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  const kind = kinds.find((each) => each.words.test(words));
  return kind?.trigger ?? (alert.severity === 'critical' ? 'critical-function-broken' : 'other');
}
