import { createSmokeChecks } from '../adapters/http/smoke.ts';
import type { Target } from '../adapters/postgres/connect.ts';
import { SmokeCheck } from '../domain/policy-file/recovery.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { StrikeSecrets } from '../domain/redaction.ts';
import type { Commands, DrillApplication } from '../ports/outside.ts';
import { scratchUrl } from './scratch-url.ts';

interface Given {
  readonly target: Target;
  readonly commands: Commands;
  readonly valueOf: (variable: string) => string;
  readonly strikeSecrets: StrikeSecrets;
}

/** The application that a drill starts on its scratch database; null where the policy names none. */
export function openDrillApplication({ drill }: ServicePolicy, given: Given): DrillApplication | null {
  const { application } = drill;
  if (application === undefined) return null;
  const { target, commands, ...ground } = given;
  const { start, url_variable: variable, checks } = application;
  const { origin, pathname, search } = new URL(application.health_url);
  const policy = { base_url: origin, ready_within: application.ready_within };
  const health = SmokeCheck.parse({ name: 'health', path: `${pathname}${search}` });
  return {
    run: (database, effort) => commands.run(start, {}, effort, { [variable]: scratchUrl(target, database) }),
    health: createSmokeChecks({ policy: { ...policy, checks: [health] }, ...ground }),
    checks: checks.length === 0 ? null : createSmokeChecks({ policy: { ...policy, checks }, ...ground }),
  };
}
