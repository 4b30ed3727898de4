import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { everyOutcomeInTurn, everyPointInTurn, followCourse } from '../crash/course.ts';
import { type CrashWorld, startCrashWorld } from '../crash/crash-world.ts';
import { playIncident } from '../crash/play.ts';

/** `npm run crash` gives every point an incident of its own; here one incident has to bear them all. */
async function crashWorld(replicas: number): Promise<CrashWorld> {
  const at = await startCrashWorld({ folder: mkdtempSync(join(tmpdir(), 'recourse-crash-')), replicas });
  onTestFinished(() => at.stop());
  return at;
}

test('a bot that is killed at every point of the restore path in turn ends as if nothing had happened', async () => {
  const course = followCourse(await crashWorld(1), everyPointInTurn, 'kill');
  const { faults } = await playIncident(course.at);
  expect(faults).toEqual([]);
  expect(course.left()).toEqual([]);
}, 400_000);

test('two bots on one store, of which the one at work is killed after each effect, take over from each other', async () => {
  const course = followCourse(await crashWorld(2), everyOutcomeInTurn, 'kill');
  const { faults } = await playIncident(course.at);
  expect(faults).toEqual([]);
  expect(course.left()).toEqual([]);
}, 400_000);

test('a bot that falls asleep over the closed gate and wakes up when another one has taken over does no harm', async () => {
  const course = followCourse(await crashWorld(2), [{ at: 'gate' }], 'pause');
  const { faults, entries } = await playIncident(course.at);
  expect(faults).toEqual([]);
  expect(course.left()).toEqual([]);
  expect(entries.map(({ body }) => body.kind)).toContain('conductor-changed');
}, 200_000);
