import { describe, expect, test } from 'vitest';
import { homes } from '../store/homes.ts';
import { approve, byBot, byLead, tell } from './small-house.ts';
import { rowStep, type Script } from './small-steps.ts';
import { isDone, type Stage, setStage } from './stage.ts';

const stopped = { kind: 'objection-raised', role: 'team-lead', why: 'wait' } as const;
const abandoned = { kind: 'execution-abandoned', why: 'the lead asked' } as const;

describe.each(homes)('a step, its journal on the %s,', (home) => {
  const stage = setStage(home);
  running(stage);
  foundRunning(stage);
  stoppedInTime(stage);
});

function running(stage: Stage): void {
  test('writes its intent before its effect and its outcome after it', async () => {
    const id = await stage.incident();
    const seen: string[] = [];
    const look = async () => void seen.push((await stage.kinds(id)).at(-1) ?? '');
    stage.conductor({ preparation: [rowStep('one', stage.table(), { onCheck: look, before: look, after: look })] });
    await stage.until(id, isDone('one'));
    expect(seen).toEqual(['incident-declared', 'step-began one', 'step-began one']);
    expect(await stage.table().of(id)).toHaveLength(1);
  });

  test('whose intent cannot be written does not start', async () => {
    const id = await stage.incident();
    const store = stage.store();
    const heard = Promise.withResolvers<unknown>();
    const entries: typeof store.entries = {
      ...store.entries,
      append: async (incident, head, drafts, guard) => {
        if (!drafts.some((draft) => draft.body.kind === 'step-began'))
          return store.entries.append(incident, head, drafts, guard);
        throw new Error('the store is away');
      },
    };
    const conductor = stage.conductor({
      store: { ...store, entries },
      preparation: [rowStep('one', stage.table())],
      heard: heard.resolve,
    });
    expect(String(await heard.promise)).toBe('Error: the store is away');
    await conductor.stop();
    expect(await stage.table().of(id)).toEqual([]);
    expect(await stage.kinds(id)).toEqual(['incident-declared']);
  });

  test('that throws before its effect has failed, and waits for a person', async () => {
    const id = await stage.incident();
    let tries = 0;
    const before = () => {
      tries += 1;
      if (tries === 1) throw new Error('no room left');
    };
    stage.conductor({ preparation: [rowStep('one', stage.table(), { before })] });
    const failed = await stage.until(id, ({ steps }) => steps['one']?.status === 'failed');
    expect(failed.steps['one']?.error?.say).toBe('no room left');
    await tell(stage.store(), id, byLead({ kind: 'step-reopened', step: 'one', why: 'there is room now' }));
    const done = await stage.until(id, isDone('one'));
    expect([done.steps['one']?.attempts, (await stage.table().of(id)).length]).toEqual([2, 1]);
  });

  test('that throws after its effect is asked, and recorded as found', async () => {
    const id = await stage.incident();
    const after = () => {
      throw new Error('Connection terminated unexpectedly');
    };
    stage.conductor({ preparation: [rowStep('one', stage.table(), { after })] });
    await stage.until(id, isDone('one'));
    expect(await stage.kinds(id)).toContain('step-done one (found)');
    expect(await stage.table().of(id)).toHaveLength(1);
  });

  test('whose verification finds a fault has failed, with the finding', async () => {
    const id = await stage.incident();
    const findings = [{ check: 'rows', result: 'failed', say: '3 rows, expected 4' }] as const;
    stage.conductor({ preparation: [rowStep('one', stage.table(), { findings })] });
    const failed = await stage.until(id, ({ steps }) => steps['one']?.status === 'failed');
    expect(failed.steps['one']).toMatchObject({ error: { say: '3 rows, expected 4' }, findings });
  });
}

function foundRunning(stage: Stage): void {
  /** A conductor that died after it had begun step `one`, and perhaps after the effect. */
  async function diedIn(script: Script, effect: boolean) {
    const id = await stage.incident();
    const intent = { row: 'one' };
    await tell(stage.store(), id, byBot({ kind: 'step-began', step: 'one', attempt: 1, fence: 1, intent }));
    const effort = {
      tag: { run: id, fence: 0 as never },
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    if (effect) await stage.table().leave('one', effort);
    stage.conductor({ preparation: [rowStep('one', stage.table(), script)] });
    return id;
  }

  test('found running with its effect there is only recorded', async () => {
    const id = await diedIn({}, true);
    await stage.until(id, isDone('one'));
    expect((await stage.kinds(id)).slice(1, 3)).toEqual(['step-began one', 'step-done one (found)']);
    expect(await stage.table().of(id)).toHaveLength(1);
  });

  test('found running without its effect begins once more', async () => {
    const id = await diedIn({}, false);
    const done = await stage.until(id, isDone('one'));
    expect(done.steps['one']?.attempts).toBe(2);
    expect(await stage.table().of(id)).toHaveLength(1);
  });

  test('found running that cannot tell becomes unknown, and runs only after a person reopened it', async () => {
    const id = await diedIn({ tells: 'cannot' }, true);
    const unknown = await stage.until(id, ({ steps }) => steps['one']?.status === 'unknown');
    expect(unknown.steps['one']).toMatchObject({ attempts: 1, progress: 'one cannot be told' });
    expect(await stage.table().of(id)).toHaveLength(1);
    await stage.table().takeBack(id, 'one');
    await tell(stage.store(), id, byLead({ kind: 'step-reopened', step: 'one', why: 'I looked: it is not there' }));
    await stage.until(id, isDone('one'));
    expect(await stage.table().of(id)).toHaveLength(1);
  });
}

function stoppedInTime(stage: Stage): void {
  const execution = (script: Script) => [rowStep('one', stage.table(), { needs: 'grant', ...script })];
  /** The entry is written while the step checks whether it may run. */
  const meanwhile = (...drafts: Parameters<typeof byLead>[0][]) => {
    let written = false;
    return async ({ incident }: { incident: { id: Parameters<typeof tell>[1] } }) => {
      if (!written) await tell(stage.store(), incident.id, ...drafts.map(byLead));
      written = true;
    };
  };
  const isDeciding = ({ phase }: { phase: string }) => phase === 'deciding';

  test('does not begin when the lead objects between its check and its beginning, and begins when the lead withdraws', async () => {
    const id = await stage.incident();
    const onCheck = meanwhile(stopped);
    stage.conductor({ preparation: [rowStep('safe', stage.table())], execution: execution({ onCheck }) });
    await stage.until(id, isDeciding);
    await approve(stage.store(), id);
    await stage.until(id, ({ objections }) => objections.length === 1);
    await tell(stage.store(), id, byLead({ kind: 'note-added', text: 'the conductor looks again' }));
    await tell(stage.store(), id, byLead({ kind: 'objection-withdrawn', why: 'go on' }));
    await stage.until(id, ({ phase }) => phase === 'recovered');
    const kinds = await stage.kinds(id);
    expect(kinds.filter((kind) => kind === 'step-began one')).toHaveLength(1);
    expect(kinds.indexOf('step-began one')).toBeGreaterThan(kinds.indexOf('objection-withdrawn'));
  });

  test('that needs a grant does not begin when the execution is abandoned between its check and its beginning', async () => {
    const id = await stage.incident();
    const onCheck = meanwhile(abandoned);
    const conductor = stage.conductor({
      preparation: [rowStep('safe', stage.table())],
      execution: execution({ onCheck }),
    });
    await stage.until(id, isDeciding);
    await approve(stage.store(), id);
    await stage.until(id, ({ phase }) => phase === 'standing-by');
    await conductor.stop();
    expect(await stage.kinds(id)).not.toContain('step-began one');
    expect((await stage.table().of(id)).map(({ step }) => step)).toEqual(['safe']);
  });

  test('does not begin in an incident that was closed between its check and its beginning', async () => {
    const id = await stage.incident();
    const closing = { kind: 'incident-closed', rootCause: 'a false alarm', pathUsed: 'none' } as const;
    const heard: string[] = [];
    const conductor = stage.conductor({
      preparation: [rowStep('one', stage.table(), { onCheck: meanwhile(closing) })],
      heard: (error) => void heard.push(String(error)),
    });
    await stage.until(id, ({ phase }) => phase === 'closed');
    await conductor.stop();
    expect(await stage.table().of(id)).toEqual([]);
    expect(heard).toEqual([]);
  });
}
