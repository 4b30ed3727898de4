import type pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { Given, StepDefinition } from '../../../src/engine/step.ts';
import { byBot, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

const stage = setStage('server');
const grant = { needs: 'grant' } as const;

/** A freeze that lives in a session, as a table lock does: it ends when the session ends, however that comes. */
function sessionFreeze(course: string[]) {
  let session: pg.Client | null = null;
  const isHeld = async () => {
    if (session === null) return false;
    return session.query('SELECT 1').then(
      () => true,
      () => false,
    );
  };
  const take = async ({ effort }: Given) => {
    session = await stage.table().session(effort);
    course.push('frozen');
  };
  const end = () => session?.end().catch(() => undefined);
  return { isHeld, take, end };
}

interface Recovery {
  readonly freeze: ReturnType<typeof sessionFreeze>;
  readonly steps: readonly StepDefinition[];
  /** What happened to freeze and gate, in order. */
  readonly course: string[];
}

/** freeze (held until the swap) → count → swap → resume; `during` happens inside a step, before its effect. */
function recovery(during: Partial<Record<'count' | 'swap', () => unknown>> = {}): Recovery {
  const course: string[] = [];
  const freeze = sessionFreeze(course);
  onTestFinished(async () => void (await freeze.end()));
  const swapUndo = async () => {
    course.push('the gate is opened');
    return 'the gate is open';
  };
  const table = stage.table();
  const steps = [
    rowStep('freeze', table, {
      ...grant,
      after: freeze.take,
      tells: 'nothing',
      held: { until: 'swap', isHeld: freeze.isHeld },
    }),
    rowStep('count', table, { ...grant, tells: 'nothing', before: () => during.count?.() }),
    rowStep('swap', table, { ...grant, undo: swapUndo, before: () => during.swap?.() }),
    rowStep('resume', table, grant),
  ];
  return { freeze, steps, course };
}

const recovered = ({ phase }: { phase: string }) => phase === 'recovered';
const begun = async (id: IncidentId) => (await stage.kinds(id)).filter((kind) => /^step-(began|reopened)/.test(kind));

describe('a held step', () => {
  holding();
  losing();
});

function holding(): void {
  test('that holds is taken once', async () => {
    const { steps, course } = recovery();
    const id = await stage.approved(steps);
    stage.conductor({ execution: steps });
    await stage.until(id, recovered);
    expect(course).toEqual(['frozen']);
    expect(await begun(id)).toEqual(['safe', 'freeze', 'count', 'swap', 'resume'].map((step) => `step-began ${step}`));
  });

  test('that was lost is opened again with all that rests on it, and only then does the swap run', async () => {
    let lost = false;
    const { steps, course, freeze } = recovery({
      count: async () => {
        if (!lost) await freeze.end();
        lost = true;
      },
    });
    const id = await stage.approved(steps);
    stage.conductor({ execution: steps });
    await stage.until(id, recovered);
    expect(course).toEqual(['frozen', 'frozen']);
    expect((await begun(id)).slice(1)).toEqual([
      'step-began freeze',
      'step-began count',
      'step-reopened freeze',
      'step-reopened count',
      'step-began freeze',
      'step-began count',
      'step-began swap',
      'step-began resume',
    ]);
    expect((await stage.table().of(id)).filter(({ step }) => step === 'swap')).toHaveLength(1);
  });
}

function losing(): void {
  test('lost while the swap had begun: the gate is opened first, then everything is done again', async () => {
    const { steps, course } = recovery();
    const id = await stage.approved(steps);
    await began(id, ['freeze', 'count'], 'swap');
    stage.conductor({ execution: steps });
    await stage.until(id, recovered);
    expect(course).toEqual(['the gate is opened', 'frozen']);
    expect((await begun(id)).slice(3)).toEqual(
      [
        'step-began swap',
        'step-reopened freeze',
        'step-reopened count',
        'step-reopened swap',
        'step-began freeze',
        'step-began count',
        'step-began swap',
        'step-began resume',
      ].slice(0),
    );
  });

  test('lost just after the swap took effect is not asked for any more', async () => {
    const { steps, course } = recovery();
    const id = await stage.approved(steps);
    await began(id, ['freeze', 'count'], 'swap');
    const effort = {
      tag: { run: id, fence: 0 as never },
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    await stage.table().leave('swap', effort);
    stage.conductor({ execution: steps });
    await stage.until(id, recovered);
    expect(course).toEqual([]);
    expect(await stage.kinds(id)).toContain('step-done swap (found)');
    expect((await stage.table().of(id)).filter(({ step }) => step === 'swap')).toHaveLength(1);
  });
}

test('a swap that took effect, was told as failed and is tried again does not ask for the freeze', async () => {
  const { steps, course } = recovery();
  // Like the promotion: the catalogue tells that it happened, whatever the journal says of the last attempt.
  const check = async ({ incident }: Given) =>
    (await stage.table().has(incident.id, 'swap'))
      ? { kind: 'already-done', outcome: { row: 'swap' } }
      : { kind: 'to-do', intent: { row: 'swap' } };
  const telling = steps.map((step) => (step.name === 'swap' ? ({ ...step, check } as StepDefinition) : step));
  const id = await stage.approved(telling);
  await began(id, ['freeze', 'count'], 'swap');
  const error = { code: 'database-unreachable', say: 'the server has gone', hint: 'look' };
  await tell(
    stage.store(),
    id,
    byBot({ kind: 'step-failed', step: 'swap', error, findings: [] }),
    byBot({ kind: 'step-reopened', step: 'swap', why: 'once more' }),
  );
  const effort = {
    tag: { run: id, fence: 0 as never },
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  await stage.table().leave('swap', effort);
  stage.conductor({ execution: telling });
  await stage.until(id, recovered);
  expect(course).toEqual([]);
  expect((await stage.table().of(id)).filter(({ step }) => step === 'swap')).toHaveLength(1);
});

/** What a conductor wrote that died in `running`. */
async function began(id: IncidentId, done: readonly string[], running: string): Promise<void> {
  const beginning = (step: string) => byBot({ kind: 'step-began', step, attempt: 1, fence: 1, intent: { row: step } });
  const ending = (step: string) =>
    byBot({ kind: 'step-done', step, outcome: { row: step }, findings: [], found: false });
  await tell(stage.store(), id, ...done.flatMap((step) => [beginning(step), ending(step)]), beginning(running));
}
