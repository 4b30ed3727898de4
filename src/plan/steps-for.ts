import type { Plan, StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** The steps of a path that this service has something to do in. */
export function stepsFor(execution: readonly StepName[], service: ServicePolicy, deploys: Plan['deploys']): StepName[] {
  return execution.filter((step) => {
    if (step === 'redeploy-commit') return deploys.length > 0;
    if (step === 'run-smoke-checks' || step === 'watch-recovery') return service.smoke !== undefined;
    if (step === 'run-verification-commands') return service.restore.verification_commands.length > 0;
    return true;
  });
}
