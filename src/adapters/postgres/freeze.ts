import { RecourseError } from '../../domain/errors.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import type { FreezeMethod } from '../../domain/policy-file/databases.ts';
import type { WriteFreeze } from '../../ports/databases.ts';
import type { Commands } from '../../ports/outside.ts';
import { type Effort, runKey } from '../../ports/run-tag.ts';
import { refuseUnspendable } from '../../ports/spend-grant.ts';
import type { Webhooks } from '../../ports/webhooks.ts';
import type { Target } from './connect.ts';
import { createConnectionGate } from './connection-gate.ts';
import { dropMarker, putMarker, readMarker, refuseWhenFencedOff, withControl } from './control.ts';
import type { FreezeMethodPort } from './freeze-method.ts';
import { createBouncerFreeze, createCommandFreeze, createWebhookFreeze } from './freeze-outside.ts';
import { proveFreeze } from './freeze-proof.ts';
import { createTableLocks } from './lock-tables.ts';

export interface FreezeSetup {
  readonly target: Target;
  /** As in `recourse.yaml`, outermost first. */
  readonly methods: readonly FreezeMethod[];
  readonly proveForMs: number;
  readonly commands: Commands;
  readonly webhooks: Webhooks;
  /** The value of an environment variable that the policy names. */
  secretOf(name: string): string;
}

/**
 * Stops writes to production by the policy's methods, proves it, and takes everything back when it cannot be proved.
 * What outlives us is marked in the control database before it is done, so that any later process can resume writes.
 */
export function createWriteFreeze(setup: FreezeSetup): WriteFreeze {
  const methods = setup.methods.map((method) => openMethod(method, setup));
  const barriers = methods.map((method) => method.barrier);
  return {
    async freeze(grant, effort) {
      refuseUnspendable(grant, effort);
      const findings: Finding[] = [];
      try {
        for (const method of methods) {
          effort.progress(`freezing writes: ${method.name}`);
          findings.push(...(await freezeBy(method, setup.target, effort)));
        }
        effort.progress('proving that nobody writes');
        findings.push(...(await proveFreeze({ target: setup.target, proveForMs: setup.proveForMs, barriers }, effort)));
        if (anyFailed(findings)) throw notProved(findings);
        return findings;
      } catch (error) {
        throw await takeBack(methods, setup.target, effort, error);
      }
    },
    async isHeld(tag) {
      for (const method of methods) {
        if (!(await method.isHeld(tag))) return false;
      }
      return true;
    },
    async resume(effort) {
      const findings: Finding[] = [];
      for (const method of methods.toReversed()) findings.push(...(await resumeBy(method, setup.target, effort)));
      return findings;
    },
  };
}

function openMethod(method: FreezeMethod, setup: FreezeSetup): FreezeMethodPort {
  switch (method.method) {
    case 'lock-tables':
      return createTableLocks({ target: setup.target, lockTimeoutMs: method.lock_timeout });
    case 'connection-gate':
      return createConnectionGate({ target: setup.target, roles: method.roles });
    case 'command':
      return createCommandFreeze(method, setup.commands);
    case 'webhook':
      return createWebhookFreeze(method, setup.webhooks, setup.secretOf);
    case 'pgbouncer':
      return createBouncerFreeze({ adminUrl: setup.secretOf(method.admin_url_env), database: method.database });
  }
}

async function freezeBy(method: FreezeMethodPort, target: Target, effort: Effort): Promise<readonly Finding[]> {
  if (!method.local) {
    await withControl(target, effort.tag, async (control) => {
      await refuseWhenFencedOff(control, effort.tag);
      await putMarker(control, { run: runKey(effort.tag), what: markerOf(method), facts: {} });
    });
  }
  return method.freeze(effort);
}

/**
 * Only what was marked is taken back: a maintenance mode that somebody else switched on stays on. A conductor that was
 * paused meanwhile must not open what its successor, under the same run, has closed.
 *
 * @throws RecourseError `fenced-off`
 */
async function resumeBy(method: FreezeMethodPort, target: Target, effort: Effort): Promise<readonly Finding[]> {
  if (method.local) return method.resume(effort);
  const run = runKey(effort.tag);
  const marked = await withControl(target, effort.tag, async (control) => {
    await refuseWhenFencedOff(control, effort.tag);
    return readMarker(control, markerOf(method), run);
  });
  if (marked === null) {
    return [{ check: method.name, result: 'passed', say: `${method.name} was not in use: nothing to take back.` }];
  }
  const findings = await method.resume(effort);
  await withControl(target, effort.tag, (control) => dropMarker(control, markerOf(method), run));
  return findings;
}

function markerOf(method: FreezeMethodPort): string {
  return `freeze by ${method.name}`;
}

/**
 * A conductor that was fenced off lets go of its own session only: what outlives it belongs to its successor by now.
 * Everything is tried, so that one method that cannot be taken back does not keep the others frozen.
 */
async function takeBack(
  methods: readonly FreezeMethodPort[],
  target: Target,
  effort: Effort,
  error: unknown,
): Promise<unknown> {
  const fenced = isFencedOff(error);
  const stuck: string[] = [];
  for (const method of methods.toReversed()) {
    if (fenced && !method.local) continue;
    // The effort may have been called off; taking back goes on regardless.
    const anyway: Effort = { ...effort, progress: (say) => effort.progress(say), signal: new AbortController().signal };
    await resumeBy(method, target, anyway).catch((failure) => isFencedOff(failure) || stuck.push(method.name));
  }
  if (stuck.length === 0) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new RecourseError(`${said} And it could not be taken back: ${stuck.join(', ')}.`, {
    code: 'freeze-not-proved',
    hint: 'Writes may still be stopped. Resume them from the incident’s card as soon as the cause is gone.',
    facts: { stuck: stuck.join(', ') },
    cause: error,
  });
}

function isFencedOff(error: unknown): boolean {
  return error instanceof RecourseError && error.code === 'fenced-off';
}

function notProved(findings: readonly Finding[]): RecourseError {
  const failed = findings.filter((finding) => finding.result === 'failed');
  return new RecourseError(`The freeze is not proved: ${failed.map((finding) => finding.say).join(' ')}`, {
    code: 'freeze-not-proved',
    hint:
      failed.find((finding) => finding.hint !== undefined)?.hint ??
      'Stop the writers that are named, then retry the step.',
    facts: { failed: failed.map((finding) => finding.check).join(', ') },
  });
}
