import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import { keptText } from '../../domain/kept-text.ts';
import { TriggerCode } from '../../domain/trigger.ts';
import { idsIn, OutsideInstant, severityOf } from './outside-text.ts';

/** Our own form, for whatever can post JSON: strict, so that a slip of the pen is said at once. */
const Own = z.strictObject({
  alerts: z
    .array(
      z.strictObject({
        /** The same for every message about the same trouble. */
        id: z.string().min(1).max(200),
        status: z.enum(['firing', 'resolved']).default('firing'),
        name: z.string().min(1).max(200),
        severity: z.enum(['critical', 'warning']),
        summary: z.string().max(5_000).default(''),
        details: z.string().max(20_000).default(''),
        startedAt: OutsideInstant,
        endedAt: OutsideInstant.optional(),
        trigger: TriggerCode.optional(),
        correlationIds: z.array(z.string().max(200)).max(20).default([]),
      }),
    )
    .min(1)
    .max(200),
});

/** @throws ZodError where it is another form */
export function readJson(sent: unknown): readonly Alert[] {
  return Own.parse(sent).alerts.map(({ id, trigger, endedAt, ...each }) => ({
    ...each,
    source: 'json' as const,
    fingerprint: keptText(id, 200) || 'nameless',
    name: keptText(each.name, 200) || 'an alert without a name',
    severity: severityOf(each.severity) ?? 'warning',
    summary: keptText(each.summary, 500),
    details: keptText(each.details, 2_000),
    endedAt: endedAt ?? null,
    trigger: trigger ?? null,
    correlationIds: idsIn(each.correlationIds),
  }));
}
