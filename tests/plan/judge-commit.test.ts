import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/domain/migration.ts';
import { judgeCommit } from '../../src/plan/judge-commit.ts';

const effect = (given: Partial<Effect>): Effect => ({
  does: 'adds',
  what: 'column',
  name: 'public.party.theme',
  say: 'adds column public.party.theme',
  destroys: null,
  breaks: null,
  rewrites: false,
  ...given,
});
const dropped = effect({ does: 'drops', say: 'drops column public.party.type', destroys: 'data' });
const judge = (effects: readonly Effect[]) => judgeCommit('8d41f7c0a2b4', [{ name: '0004_phase_4', effects }]);

describe('code can go back to a commit (P1, P5)', () => {
  test('that knows every migration that ran', () => {
    expect(judgeCommit('8d41f7c0a2b4', [])).toEqual([expect.objectContaining({ result: 'passed' })]);
  });

  test.each([
    ['destroyed what it reads', dropped],
    ['renamed what it reads', effect({ does: 'renames', say: 'renames public.party to public.event' })],
    ['retyped what it reads', effect({ does: 'retypes', say: 'retypes public.party.id' })],
    ['did what nobody can read', effect({ does: 'unreadable', say: 'runs SQL that is made while it runs' })],
  ])('not where a later migration %s, and the migration and the loss are named', (_, later) => {
    const [finding] = judge([effect({}), later]);
    expect(finding).toMatchObject({ result: 'failed', check: 'schema: 0004_phase_4' });
    expect(finding?.say).toContain(later.say);
    expect(finding?.hint).toBeTruthy();
  });

  test('with a warning where older code may stumble, and without one where things were only added', () => {
    const strained = effect({ breaks: 'older code leaves public.party.theme empty, which is NOT NULL now' });
    expect(judge([strained])).toEqual([
      expect.objectContaining({ result: 'warned', say: expect.stringContaining('NOT NULL') }),
    ]);
    expect(judge([effect({})])).toEqual([expect.objectContaining({ result: 'passed' })]);
  });
});
