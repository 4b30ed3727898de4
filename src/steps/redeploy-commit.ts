import { z } from 'zod';
import { AutoDeploy } from '../domain/auto-deploy.ts';
import { isSameCommit } from '../domain/commit.ts';
import type { Finding } from '../domain/finding.ts';
import type { Given, GrantedStep } from '../engine/step.ts';
import type { DeployProvider } from '../ports/deploys.ts';
import { findingsOf } from './findings-of.ts';
import { holdAutoDeploys, isHeld } from './hold-auto-deploys.ts';
import { planOf } from './plan-of.ts';

const Intent = z.object({
  deploys: z.array(
    z.object({
      target: z.string(),
      commit: z.string(),
      before: z.string().nullable(),
      /** What auto-deploy was before this incident touched it; null where nothing deploys by itself. */
      autoDeploy: AutoDeploy.nullable().default(null),
    }),
  ),
});
const Outcome = z.object({
  findings: findingsOf,
  /** What is switched off until somebody lets it go on, and what it was before. */
  held: z.array(z.object({ target: z.string(), former: AutoDeploy })).optional(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Deploy the commit that matches the schema of the backup (G8). A target that already runs it is left alone. Auto-deploy is
 * switched off first, so that the next push does not undo it (P5).
 */
export const redeployCommit = {
  name: 'redeploy-commit',
  title: 'Redeploy the matching commit',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const deploys = await Promise.all(
      planOf(given.incident).deploys.map(async (deploy) => {
        const provider = providerOf(given, deploy.target);
        return {
          ...deploy,
          before: (await provider?.current(given.effort)) ?? null,
          // What is on record is what was there before us; what is read may be our own doing.
          autoDeploy:
            given.incident.autoDeploys[deploy.target] ?? (await provider?.autoDeploy?.read(given.effort)) ?? null,
        };
      }),
    );
    if (begun === null || !deploys.every(isThere)) return { kind: 'to-do', intent: { deploys } };
    const held = await Promise.all(deploys.map((deploy) => isHeld(providerOf(given, deploy.target), deploy, given)));
    if (held.includes(false)) return { kind: 'to-do', intent: { deploys } };
    const findings = deploys.map((deploy) => runs(deploy.target, deploy.commit));
    return { kind: 'already-done', outcome: { findings, held: heldOf(deploys) } };
  },
  run: async (given, { deploys }) => {
    const { findings, held } = await holdAutoDeploys(deploys, (target) => providerOf(given, target), given);
    for (const { target, commit, before } of deploys) {
      const provider = providerOf(given, target);
      if (provider === undefined)
        findings.push({ check: target, result: 'failed', say: `${target} is no longer configured` });
      else if (isThere({ before, commit })) findings.push(runs(target, commit));
      else findings.push(...(await provider.deploy(commit, given.grant, given.effort)));
    }
    return { findings, held };
  },
  verify: async (given, { findings = [] }) => {
    const after = await Promise.all(
      planOf(given.incident).deploys.map(({ target, commit }) => landed(given, target, commit)),
    );
    return [...findings, ...after];
  },
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

function providerOf({ ports }: Given, target: string): DeployProvider | undefined {
  return ports.deploys.find((provider) => provider.name === target);
}

function heldOf(deploys: Intent['deploys']): NonNullable<Outcome['held']> {
  return deploys.flatMap(({ target, autoDeploy }) => (autoDeploy?.on === true ? [{ target, former: autoDeploy }] : []));
}

/** A full hash and its first digits are one commit. */
function isThere({ before, commit }: { readonly before: string | null; readonly commit: string }): boolean {
  return before !== null && isSameCommit(before, commit);
}

async function landed(given: Given, target: string, commit: string): Promise<Finding> {
  const current = (await providerOf(given, target)?.current(given.effort)) ?? null;
  if (isThere({ before: current, commit })) return runs(target, commit);
  if (current === null)
    return {
      check: target,
      result: 'warned',
      say: `${target} cannot say which commit it runs`,
      hint: `Look whether it is ${commit}.`,
    };
  return {
    check: target,
    result: 'failed',
    say: `${target} runs ${current}, expected ${commit}`,
    hint: 'Look at the deploy, then try this step again.',
  };
}

function runs(target: string, commit: string): Finding {
  return { check: target, result: 'passed', say: `${target} runs ${commit}` };
}
