import type { CopyBackReport } from '../domain/copy-back.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan, PlannedBackup } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedCopyBack {
  readonly choice: ChoiceOf<'copy-back'>;
  /** Under which its keys are kept. */
  readonly id: string;
  readonly report: CopyBackReport;
  /** The backup that the source was restored from; null where it is the replaced database. */
  readonly backup: PlannedBackup | null;
}

/** The dry run made a plan: those rows and no others. */
export function copyBackPlan(service: ServicePolicy, { choice, id, report, backup }: PreparedCopyBack): Plan {
  return {
    path: 'copy-back',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: report.into.name, oid: report.into.oid, systemIdentifier: report.into.systemIdentifier },
    steps: stepsFor(recoveryPaths['copy-back'].execution, service, []),
    backup,
    copy: { database: report.from.name, oid: report.from.oid },
    deploys: [],
    statedLoss: null,
    lossMayGrowByRows: 0,
    copyBack: { id, report },
  };
}
