import type { AlertsToNote, NotedAlert } from '../../domain/alert.ts';
import { cutBetweenSigns } from '../../domain/kept-text.ts';

/** A note holds 3,000 characters: room for ten lines and what is left. */
const LINE_MAX = 280;
const thousands = new Intl.NumberFormat('en-US');

/** What alerts that came during an incident add to its timeline: a line each, and how many there really were. */
export function alertNote({ alerts, different, said }: AlertsToNote): string {
  const left = different - alerts.length;
  const more = `… and ${thousands.format(left)} more; ${thousands.format(said)} messages of ${thousands.format(different)} alerts in all`;
  return [...alerts.map(line), ...(left === 0 ? [] : [more])].join('\n');
}

function line({ alert, fired }: NotedAlert): string {
  const { status, severity, name, summary } = alert;
  const about = cutBetweenSigns(summary === '' ? name : `${name}: ${summary}`, LINE_MAX - 60);
  if (status === 'firing') return `🔔 ${severity} alert ${about}${fired > 1 ? ` (${times(fired)})` : ''}`;
  return `✓ resolved: ${about}${fired > 0 ? ` (${times(fired)})` : ''}`;
}

function times(fired: number): string {
  return fired === 1 ? 'fired once' : `fired ${thousands.format(fired)} times`;
}
