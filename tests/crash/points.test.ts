import { expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';
import { restoreStory, told } from '../support/restore-story.ts';
import { everyPointOf } from './course.ts';
import { crashPointsOf } from './points.ts';

const { execution: restoreExecution, preparation: restorePreparation } = recoveryPaths.restore;

const steps = [...restorePreparation, ...restoreExecution];
const journal = told(restoreStory) as Entry[];
const names = crashPointsOf(journal).map(({ name }) => name);

test('every entry of the journal is a crash point, and so are the middle and the outcome of every step', () => {
  for (const { body } of journal) {
    expect(names).toContain('step' in body ? `after ${body.kind} ${body.step}` : `after ${body.kind}`);
  }
  for (const step of steps)
    expect(names).toEqual(expect.arrayContaining([`inside ${step}`, `before the outcome of ${step}`]));
  expect(names.filter((name) => name === 'behind the closed gate')).toHaveLength(1);
  expect(new Set(names).size).toBe(names.length);
});

test('what people wrote in one act is one crash point', () => {
  const [declared, voted] = [journal[0], journal.find(({ body }) => body.kind === 'vote-cast')];
  const inOneAct = [declared, voted].map((entry, index) => ({ ...(declared as Entry), ...entry, n: index + 1 }));
  const recordedAt = journal[0]?.recordedAt as Entry['recordedAt'];
  const points = crashPointsOf(inOneAct.map((entry) => ({ ...entry, recordedAt }) as Entry));
  const afterEntries = points.map(({ name }) => name).filter((name) => name.startsWith('after '));
  expect(afterEntries).toEqual(['after vote-cast']);
});

test('the course of one incident goes through every step, and through the closed gate', () => {
  const moments = everyPointOf('restore').map((moment) => JSON.stringify(moment));
  for (const step of steps) {
    expect(moments).toContain(JSON.stringify({ at: 'after', kind: 'step-began', step }));
    expect(moments).toContain(JSON.stringify({ at: 'outcome', step }));
    expect(moments).toContain(JSON.stringify({ at: 'after', kind: 'step-done', step }));
  }
  expect(moments).toContain(JSON.stringify({ at: 'gate' }));
});
