import type { Alert, HeardAlert } from '../../domain/alert.ts';

/** A note holds 3,000 characters. */
const NOTE_MAX = 3_000;
const LINES_MAX = 10;

/** What alerts that came during an incident add to its timeline. */
export function alertNote(heard: readonly HeardAlert[]): string {
  const shown = heard.slice(0, LINES_MAX).map(({ alert }) => line(alert));
  const left = heard.length - shown.length;
  return [...shown, ...(left === 0 ? [] : [`… and ${left} more`])].join('\n').slice(0, NOTE_MAX);
}

function line({ status, severity, name, summary }: Alert): string {
  const about = summary === '' ? name : `${name}: ${summary}`;
  return status === 'firing' ? `🔔 ${severity} alert ${about}` : `✓ resolved: ${about}`;
}
