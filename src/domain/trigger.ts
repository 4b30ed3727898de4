import { z } from 'zod';

/** The observed facts that justify (for), or speak against, considering a rollback (S7, R1, P8). */
export const TriggerCode = z.enum([
  'critical-function-broken',
  'data-corruption',
  'security-vulnerability',
  'performance-degraded',
  'not-fixable-in-time',
  'error-rate',
  'service-unavailable',
  'migration-failed',
  'data-deleted',
  'minor-bug',
  'ui-issue',
  'forward-fixable',
  'other',
]);
export type TriggerCode = z.infer<typeof TriggerCode>;

export const Trigger = z.object({
  code: TriggerCode,
  /** For `performance-degraded`: percent from the baseline. */
  degradationPercent: z.number().min(0).max(1000).optional(),
});
export type Trigger = z.infer<typeof Trigger>;

export const triggerNames: Readonly<Record<TriggerCode, string>> = {
  'critical-function-broken': 'A critical function is broken',
  'data-corruption': 'Data corruption detected',
  'security-vulnerability': 'Security vulnerability',
  'performance-degraded': 'Performance degraded',
  'not-fixable-in-time': 'Cannot be fixed within 30 minutes',
  'error-rate': 'Error rate has risen sharply (P1)',
  'service-unavailable': 'Service unstable or unavailable',
  'migration-failed': 'A migration failed or did harm',
  'data-deleted': 'Data was deleted',
  'minor-bug': 'Minor bug that a hotfix can mend',
  'ui-issue': 'UI issue, core works',
  'forward-fixable': 'Can be fixed by a forward migration',
  other: 'Something else',
};
