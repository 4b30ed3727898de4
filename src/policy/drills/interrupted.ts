import { type DrillReport, drillPhaseNames } from '../../domain/drill.ts';
import type { DrillRecord } from '../../domain/drill-record.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { objectivesOf } from './measure-drill.ts';

/** A drill whose holder died in the middle: how far it came, and that nothing is known about the backup. */
export function interruptedReport(
  service: ServicePolicy,
  { phases, beganAt, askedAt }: DrillRecord,
  given: { readonly swept: Finding; readonly now: Instant },
): DrillReport {
  const last = phases.at(-1);
  const after = last === undefined ? 'before its first phase ended' : `after “${drillPhaseNames[last.phase]}”`;
  return {
    result: 'could-not-be-run',
    trouble: {
      kind: 'interrupted',
      say: `The process that held this drill ended ${after}.`,
      hint: 'One by the calendar is held again by itself; `/drill run` holds one at once.',
    },
    turn: null,
    backup: null,
    beganAt: beganAt ?? askedAt,
    endedAt: given.now,
    phases: [...phases],
    findings: [given.swept],
    measures: { ...objectivesOf(service), rtoMs: null, rpoNowMs: null, rpoWorstMs: null },
  };
}
