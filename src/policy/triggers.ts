import type { Incident } from '../domain/incident.ts';
import { rowsLost, rowsRegained } from '../domain/loss.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { type Trigger, type TriggerCode, triggerNames } from '../domain/trigger.ts';
import { counted, span } from './words.ts';

/** S7: more than this much slower than the baseline speaks for rolling back … */
const DEGRADED_FOR_PERCENT = 50;
/** … less than this much speaks against. Between the two, and at either number, S7 says nothing, and so do we. */
const DEGRADED_AGAINST_PERCENT = 25;

type Side = 'for' | 'against' | 'silent';

/** Which way the documents point for each trigger, and where they say so. `performance-degraded` depends on its number. */
const table: Readonly<Record<TriggerCode, { readonly side: Side; readonly rules: readonly string[] }>> = {
  'critical-function-broken': { side: 'for', rules: ['S7', 'R1'] },
  'data-corruption': { side: 'for', rules: ['S7', 'P8'] },
  'security-vulnerability': { side: 'for', rules: ['S7', 'R1'] },
  'performance-degraded': { side: 'silent', rules: ['S7'] },
  'not-fixable-in-time': { side: 'for', rules: ['S7'] },
  'error-rate': { side: 'for', rules: ['R1'] },
  'service-unavailable': { side: 'for', rules: ['R1'] },
  'migration-failed': { side: 'for', rules: ['G2'] },
  'data-deleted': { side: 'for', rules: ['P8'] },
  'minor-bug': { side: 'against', rules: ['S7'] },
  'ui-issue': { side: 'against', rules: ['S7'] },
  'forward-fixable': { side: 'against', rules: ['S7'] },
  other: { side: 'silent', rules: [] },
};

/** One trigger as policy reads it: which side, by which rules, and the line for the card with what was entered. */
export interface TriggerReading {
  readonly code: TriggerCode;
  readonly side: Side;
  readonly rules: readonly string[];
  readonly say: string;
}

/** What was declared, and what the second clock has added since: no fix within the budget is itself a trigger (S7). */
export function readTriggers(incident: Incident, service: ServicePolicy): readonly TriggerReading[] {
  const declared = incident.declaration.triggers.map(readTrigger);
  if (!incident.fixForwardSpent) return declared;
  const spent: TriggerReading = {
    code: 'not-fixable-in-time',
    side: 'for',
    rules: table['not-fixable-in-time'].rules,
    say: `Not fixed forward within ${span(service.window.fix_forward_budget)}: that budget is spent (S7).`,
  };
  // What could be fixed forward has had its time; the claim no longer speaks against.
  const standing = declared.filter(({ code }) => code !== 'forward-fixable' && code !== 'not-fixable-in-time');
  return [...standing, spent];
}

function readTrigger(trigger: Trigger): TriggerReading {
  if (trigger.code === 'performance-degraded') return readDegradation(trigger.degradationPercent);
  const { side, rules } = table[trigger.code];
  const say =
    side === 'silent'
      ? `${triggerNames[trigger.code]}: the policy has no rule for it.`
      : `${triggerNames[trigger.code]} (${rules.join(', ')}).`;
  return { code: trigger.code, side, rules, say };
}

function readDegradation(percent: number | undefined): TriggerReading {
  const reading = { code: 'performance-degraded', rules: ['S7'] } as const;
  if (percent === undefined) {
    return {
      ...reading,
      side: 'silent',
      say: 'Performance degraded, but nobody said by how much; S7 asks for a number.',
    };
  }
  if (percent > DEGRADED_FOR_PERCENT) {
    return { ...reading, side: 'for', say: `Performance degraded by ${percent} %, more than 50 % (S7).` };
  }
  if (percent < DEGRADED_AGAINST_PERCENT) {
    return { ...reading, side: 'against', say: `Performance degraded by ${percent} %, less than 25 % (S7).` };
  }
  return {
    ...reading,
    side: 'silent',
    say: `Performance degraded by ${percent} %: the policy says nothing between 25 and 50 % (S7).`,
  };
}

/** What the preparation measured, beside what people entered. P8: the cost of a restore is stated first. */
export function measuredFacts(incident: Incident): { readonly forRollback: string[]; readonly against: string[] } {
  const report = incident.proposed?.plan.statedLoss ?? null;
  if (report === null) return { forRollback: [], against: [] };
  const [lost, regained] = [rowsLost(report), rowsRegained(report)];
  return {
    forRollback: regained === 0 ? [] : [`Measured: the restore brings back ${counted(regained, 'row')}.`],
    against: [
      ...(lost === 0 ? [] : [`Measured: the restore loses ${counted(lost, 'row')} written since the backup (P8).`]),
      ...report.unmeasured.map(({ table: name, why }) => `Not measured: ${name} (${why}).`),
    ],
  };
}
