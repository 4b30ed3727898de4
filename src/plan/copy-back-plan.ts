import type { CopyBackReport } from '../domain/copy-back.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan, PlannedBackup } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { planInPlace } from './plan-in-place.ts';

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
    ...planInPlace(service, { choice, production: report.into }),
    backup,
    copy: { database: report.from.name, oid: report.from.oid },
    copyBack: { id, report },
  };
}
