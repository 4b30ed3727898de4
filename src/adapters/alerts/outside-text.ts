import { z } from 'zod';
import type { AlertSeverity } from '../../domain/alert.ts';
import { toInstant } from '../../domain/ids.ts';
import { keptText } from '../../domain/kept-text.ts';
import { TriggerCode } from '../../domain/trigger.ts';

/** RFC 3339 in any zone and to the nanosecond, as Go writes it; kept to the millisecond. */
export const OutsideInstant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'an instant such as 2026-06-03T14:05:30Z')
  .transform((text) => toInstant(new Date(text)));

const critical = new Set(['critical', 'crit', 'page', 'fatal', 'emergency', 'error', 'high', 'p1', 'sev1']);
/** Said by alerts that are no alerts, such as Prometheus' own watchdog. */
const nothing = new Set(['none', 'info', 'informational', 'debug', 'ok']);

/** P9 knows two severities; null where the sender says that it is none. What says nothing is a warning. */
export function severityOf(said: string | undefined): AlertSeverity | null {
  const word = (said ?? '').trim().toLowerCase();
  if (nothing.has(word)) return null;
  return critical.has(word) ? 'critical' : 'warning';
}

export function triggerNamed(said: string | undefined): TriggerCode | null {
  return TriggerCode.safeParse(said).data ?? null;
}

/** Ids as people write them into a label: separated by spaces or commas. */
export function idsIn(texts: readonly (string | undefined)[]): string[] {
  const ids = texts.flatMap((text) => (text ?? '').split(/[\s,;]+/)).map((id) => keptText(id, 200));
  return [...new Set(ids.filter((id) => id !== ''))].slice(0, 20);
}
