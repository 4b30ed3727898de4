import type { Incident } from '../domain/incident.ts';
import { rowsLost, rowsRegained } from '../domain/loss.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { type Trigger, type TriggerCode, triggerNames } from '../domain/trigger.ts';
import { countedOrphans } from './counted-orphans.ts';
import { counted, span } from './words.ts';

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

/** What is wrong with the data itself; code that goes back does not mend it (P8). */
export const dataTriggers: ReadonlySet<TriggerCode> = new Set(['data-corruption', 'data-deleted', 'migration-failed']);

/** One trigger as policy reads it: which side, by which rules, and the line for the card with what was entered. */
export interface TriggerReading {
  readonly code: TriggerCode;
  readonly side: Side;
  readonly rules: readonly string[];
  readonly say: string;
}

/** What was declared, and what the second clock has added since: no fix within the budget is itself a trigger (S7). */
export function readTriggers(incident: Incident, service: ServicePolicy): readonly TriggerReading[] {
  const declared = incident.declaration.triggers.map((trigger) => readTrigger(trigger, service));
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

function readTrigger(trigger: Trigger, { triggers }: ServicePolicy): TriggerReading {
  if (trigger.code === 'performance-degraded') return readDegradation(trigger.degradationPercent, triggers);
  const { side, rules } = table[trigger.code];
  const say =
    side === 'silent'
      ? `${triggerNames[trigger.code]}: the policy has no rule for it.`
      : `${triggerNames[trigger.code]} (${rules.join(', ')}).`;
  return { code: trigger.code, side, rules, say };
}

/** Between the two numbers, and at either of them, S7 says nothing, and so do we. */
function readDegradation(percent: number | undefined, numbers: ServicePolicy['triggers']): TriggerReading {
  const { degraded_for_percent: above, degraded_against_percent: below } = numbers;
  const reading = { code: 'performance-degraded', rules: ['S7'] } as const;
  const say = `Performance degraded by ${percent} %`;
  if (percent === undefined) {
    return {
      ...reading,
      side: 'silent',
      say: 'Performance degraded, but nobody said by how much; S7 asks for a number.',
    };
  }
  if (percent > above) return { ...reading, side: 'for', say: `${say}, more than ${above} % (S7).` };
  if (percent < below) return { ...reading, side: 'against', say: `${say}, less than ${below} % (S7).` };
  return { ...reading, side: 'silent', say: `${say}: the policy says nothing between ${below} and ${above} % (S7).` };
}

/** What the preparation measured, beside what people entered. P8: the cost of a restore is stated first. */
export function measuredFacts(incident: Incident, service: ServicePolicy): Measured {
  const orphans = measuredOrphans(incident, service.database.safe_repair_threshold);
  const loss = measuredLoss(incident);
  return {
    forRollback: [...loss.forRollback, ...orphans.forRollback],
    against: [...loss.against, ...orphans.against],
  };
}

interface Measured {
  readonly forRollback: string[];
  readonly against: string[];
}

/** P3, P8: a few orphans are repaired where they are, more speak for the restore. */
function measuredOrphans(incident: Incident, repairable: number): Measured {
  const counts = countedOrphans(incident) ?? [];
  const found = counts.filter((each) => (each.number ?? 0) > 0);
  const say = ({ name, number }: (typeof counts)[number]) => `Measured: ${name}: ${counted(number ?? 0, 'row')}`;
  const many = found.filter(({ number }) => (number ?? 0) > repairable);
  const few = found.filter(({ number }) => (number ?? 0) <= repairable);
  return {
    forRollback: many.map((each) => `${say(each)}, more than the ${repairable} that are safely repaired (P8).`),
    against: few.map((each) => `${say(each)}, few enough to be repaired without a restore (P3).`),
  };
}

function measuredLoss(incident: Incident): Measured {
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
