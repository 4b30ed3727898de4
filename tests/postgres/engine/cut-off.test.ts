import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Given } from '../../../src/engine/step.ts';
import { byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { isDone, setStage } from './stage.ts';

const stage = setStage('server');
const grant = { needs: 'grant' } as const;

/** As a question to a provider does that takes long: ends with the reason for which it was stopped. */
async function untilStopped({ effort: { signal } }: Given): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  signal.throwIfAborted();
}

/** Only the first time. */
function onlyFirst(work: (given: Given) => Promise<void>) {
  let times = 0;
  return async (given: Given) => {
    times += 1;
    if (times === 1) await work(given);
  };
}

/** A lease that cannot be renewed once, although nobody has taken it: a store that is slow for a moment. */
function leasesThatSlip() {
  const { leases } = stage.store();
  let slips = 1;
  return { ...leases, renew: async (lease: Parameters<typeof leases.renew>[0]) => slips-- <= 0 && leases.renew(lease) };
}

describe('a conductor that lost its lease, and has it again', () => {
  test('does not take a check that was cut off for a failure: it asks again and goes on', async () => {
    const execution = [rowStep('one', stage.table(), { ...grant, onCheck: onlyFirst(untilStopped) })];
    const id = await stage.approved(execution);
    stage.conductor({ execution, leases: leasesThatSlip(), heard: () => undefined });
    await stage.until(id, isDone('one'));
    expect((await stage.kinds(id)).filter((kind) => kind.startsWith('step-failed'))).toEqual([]);
  });

  test('does not take an undo that was cut off for one that cannot be done', async () => {
    const table = stage.table();
    const undo = onlyFirst(untilStopped);
    const execution = [
      rowStep('one', table, { ...grant, undo: async (given) => undo(given).then(() => 'gone') }),
      rowStep('two', table, { ...grant, before: () => Promise.reject(new Error('no')) }),
    ];
    const id = await stage.approved(execution);
    const first = stage.conductor({ execution });
    await stage.until(id, ({ steps }) => steps['two']?.status === 'failed');
    await first.stop();
    await tell(stage.store(), id, byLead({ kind: 'execution-abandoned', why: 'the lead asked' }));
    stage.conductor({ execution, leases: leasesThatSlip(), heard: () => undefined });
    await stage.until(id, ({ steps }) => steps['one']?.status === 'undone');
    expect((await stage.kinds(id)).filter((kind) => kind.startsWith('step-became-unknown'))).toEqual([]);
  });
});

describe('a conductor that is stopped', () => {
  test('while a step is asked whether it happened leaves the answer to the next one', async () => {
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const onCheck = onlyFirst((given) => {
      asked();
      return untilStopped(given);
    });
    const execution = [rowStep('one', stage.table(), { ...grant, onCheck })];
    const id = await stage.approved(execution);
    const first = stage.conductor({ execution });
    await isAsked;
    await first.stop();
    expect((await stage.kinds(id)).filter((kind) => kind.startsWith('step-failed'))).toEqual([]);
    stage.conductor({ execution });
    await stage.until(id, isDone('one'));
  });
});
