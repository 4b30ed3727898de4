import { z } from 'zod';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Given, GrantedStep, StepDefinition } from '../../../src/engine/step.ts';
import type { EffectTable } from './effects.ts';

/** What happens in the course of a small step, and how well it can tell afterwards. */
export interface Script {
  onCheck?(given: Given): unknown;
  /** In `run`, its session open, before its row is written. */
  before?(given: Given): unknown;
  /** In `run`, after its row was written. */
  after?(given: Given): unknown;
  /** Whether `check` looks for the row, does it again without looking, or cannot say. */
  readonly tells?: 'row' | 'nothing' | 'cannot';
  readonly findings?: readonly Finding[];
  readonly needs?: 'nothing' | 'grant';
  readonly undo?: 'row' | 'nothing' | ((given: Given) => Promise<string>);
  readonly held?: GrantedStep<unknown, unknown>['held'];
}

/** A step whose whole effect is one row. */
export function rowStep(name: string, table: EffectTable, script: Script = {}): StepDefinition {
  const { tells = 'row', needs = 'nothing', undo = 'nothing' } = script;
  const step = {
    name,
    title: name,
    intent: z.object({ row: z.string() }),
    outcome: z.object({ row: z.string() }),
    check: async (given: Given, begun: { row: string } | null) => {
      await script.onCheck?.(given);
      if (begun !== null && tells === 'cannot') return { kind: 'cannot-tell', say: `${name} cannot be told` } as const;
      const there = begun !== null && tells === 'row' && (await table.has(given.incident.id, name));
      return there
        ? ({ kind: 'already-done', outcome: begun } as const)
        : ({ kind: 'to-do', intent: { row: name } } as const);
    },
    run: async (given: Given, intent: { row: string }) => {
      await table.leave(name, given.effort, async () => {
        await script.before?.(given);
      });
      await script.after?.(given);
      return intent;
    },
    verify: async () => script.findings ?? [],
    undo: undo === 'row' ? takeRowBack(name, table) : undo,
  };
  const definition =
    needs === 'grant'
      ? { ...step, needs, ...(script.held === undefined ? {} : { held: script.held }) }
      : { ...step, needs };
  return definition as unknown as StepDefinition;
}

function takeRowBack(name: string, table: EffectTable) {
  return async ({ incident }: Given) => {
    await table.takeBack(incident.id, name);
    return `the row of ${name} is gone`;
  };
}
