import { z } from 'zod';
import { isSameCommit } from '../domain/commit.ts';
import type { Finding } from '../domain/finding.ts';
import type { Given, GrantedStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';
import { planOf } from './plan-of.ts';

const Intent = z.object({
  deploys: z.array(z.object({ target: z.string(), commit: z.string(), before: z.string().nullable() })),
});
const Outcome = z.object({ findings: findingsOf });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Deploy the commit that matches the schema of the backup (G8). A target that already runs it is left alone. */
export const redeployCommit = {
  name: 'redeploy-commit',
  title: 'Redeploy the matching commit',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const deploys = await Promise.all(
      planOf(given.incident).deploys.map(async (deploy) => ({
        ...deploy,
        before: await currentOf(given, deploy.target),
      })),
    );
    if (begun !== null && deploys.every(isThere)) {
      return {
        kind: 'already-done',
        outcome: { findings: deploys.map((deploy) => runs(deploy.target, deploy.commit)) },
      };
    }
    return { kind: 'to-do', intent: { deploys } };
  },
  run: async (given, { deploys }) => {
    const findings: Finding[] = [];
    for (const { target, commit, before } of deploys) {
      const provider = given.ports.deploys.find((candidate) => candidate.name === target);
      if (provider === undefined)
        findings.push({ check: target, result: 'failed', say: `${target} is no longer configured` });
      else if (isThere({ before, commit })) findings.push(runs(target, commit));
      else findings.push(...(await provider.deploy(commit, given.grant, given.effort)));
    }
    return { findings };
  },
  verify: async (given, { findings = [] }) => {
    const after = await Promise.all(
      planOf(given.incident).deploys.map(({ target, commit }) => landed(given, target, commit)),
    );
    return [...findings, ...after];
  },
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

/** A full hash and its first digits are one commit. */
function isThere({ before, commit }: { readonly before: string | null; readonly commit: string }): boolean {
  return before !== null && isSameCommit(before, commit);
}

async function currentOf({ ports, effort }: Given, target: string): Promise<string | null> {
  return (await ports.deploys.find((provider) => provider.name === target)?.current(effort)) ?? null;
}

async function landed(given: Given, target: string, commit: string): Promise<Finding> {
  const current = await currentOf(given, target);
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
