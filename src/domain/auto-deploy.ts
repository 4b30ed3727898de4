import { z } from 'zod';

/** Whether a provider deploys new commits by itself, in its own words, so that exactly that can be put back. */
export const AutoDeploy = z.object({
  on: z.boolean(),
  /** The provider's setting: `yes`, `checksPass`, `true` … */
  setting: z.string(),
});
export type AutoDeploy = z.infer<typeof AutoDeploy>;

/** What is to become of it when the incident ends. */
export const AutoDeployWish = z.enum(['release', 'leave-off']);
export type AutoDeployWish = z.infer<typeof AutoDeployWish>;

/** What was on at each deploy target before an incident switched it off. */
export type FormerAutoDeploys = Readonly<Record<string, AutoDeploy>>;

/** The part of a step's intent that names what is about to be switched off. */
const Intent = z.object({ deploys: z.array(z.unknown()) });
const Holding = z.object({ target: z.string(), autoDeploy: AutoDeploy });

/**
 * What is known after one more intent. Read from intents and not from outcomes: the bot may be killed in between, and what
 * it reads then is its own doing. So the first word on a target that was on stands, beyond the plan that switched it off.
 */
export function rememberAutoDeploys(known: FormerAutoDeploys, intent: unknown): FormerAutoDeploys {
  const holdings = (Intent.safeParse(intent).data?.deploys ?? []).flatMap((deploy) => {
    const holding = Holding.safeParse(deploy).data;
    return holding?.autoDeploy.on === true ? [[holding.target, holding.autoDeploy] as const] : [];
  });
  return holdings.length === 0 ? known : { ...Object.fromEntries(holdings), ...known };
}
