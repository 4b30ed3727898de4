import type { Settings, SlackAccess } from '../../config/settings.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import { Fence } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Programs } from '../../ports/outside.ts';
import type { Effort } from '../../ports/run-tag.ts';

/** What probes stand on: a configuration that could be read, and an effort that marks what they do as `recourse:check:0`. */
export interface CheckGround {
  readonly settings: Settings;
  /** Null where Slack's variables are missing, which is a finding of its own. */
  readonly slack: SlackAccess | null;
  readonly slackMistakes: readonly string[];
  /** The services that are looked at. */
  readonly services: readonly ServicePolicy[];
  readonly commands: Programs;
  readonly effort: Effort;
}

/** One subject of `recourse check`. A probe looks and touches nothing that outlives it. */
export interface Probe {
  readonly subject: string;
  look(ground: CheckGround): Promise<readonly Finding[]>;
}

/** A finding without its subject, as probes write them. */
export type Seen = Omit<Finding, 'check'>;

export const passed = (say: string): Seen => ({ result: 'passed', say });
export const warned = (say: string, hint?: string): Seen => ({
  result: 'warned',
  say,
  ...(hint === undefined ? {} : { hint }),
});
export const failed = (say: string, hint: string): Seen => ({ result: 'failed', say, hint });
export const skipped = (say: string): Seen => ({ result: 'skipped', say });

/** Makes a probe that looks once. */
export function once(subject: string, look: (ground: CheckGround) => Promise<readonly Seen[]>): Probe {
  return { subject, look: async (ground) => named(subject, await guarded(() => look(ground))) };
}

/** Makes a probe that looks at each service by itself: what goes wrong with one does not hide the others. */
export function perService(
  subject: string,
  look: (service: ServicePolicy, ground: CheckGround) => Promise<readonly Seen[]>,
): Probe {
  return {
    subject,
    look: async (ground) => {
      const findings: Finding[] = [];
      for (const service of ground.services) {
        findings.push(...named(`${service.name} ${subject}`, await guarded(() => look(service, ground))));
      }
      return findings;
    },
  };
}

function named(check: string, seen: readonly Seen[]): Finding[] {
  return seen.map((one) => ({ check, ...one }));
}

/** An error that was meant for people is a finding; anything else is a mistake of ours and says so. */
async function guarded(look: () => Promise<readonly Seen[]>): Promise<readonly Seen[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof RecourseError) return [failed(error.message, error.hint)];
    const said = error instanceof Error ? error.message : String(error);
    return [failed(`this could not be looked at: ${said}`, 'This may be a mistake in Recourse: please report it.')];
  }
}

/** The effort of a check: no incident's, so that no fence ever meets it. */
export function checkEffort(signal: AbortSignal): Effort {
  return { tag: { run: 'check', fence: Fence.parse(0) }, signal, progress: () => undefined };
}
