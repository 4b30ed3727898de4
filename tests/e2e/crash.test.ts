import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { everyOutcomeInTurn, everyPointInTurn, followCourse } from '../crash/course.ts';
import { type CrashWorld, startCrashWorld } from '../crash/crash-world.ts';
import type { Moment } from '../crash/orders.ts';
import { playIncident } from '../crash/play.ts';

/** `npm run crash` gives every point an incident of its own; here one incident has to bear them all. */
async function crashWorld(replicas: number, ready = false): Promise<CrashWorld> {
  const at = await startCrashWorld({ folder: mkdtempSync(join(tmpdir(), 'recourse-crash-')), replicas, ready });
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

test('bots that fall asleep in the middle, over the closed gate too, and wake up behind another one do no harm', async () => {
  const moments: Moment[] = [
    { at: 'outcome', step: 'restore-into-scratch' },
    { at: 'gate' },
    { at: 'outcome', step: 'redeploy-commit' },
  ];
  const course = followCourse(await crashWorld(2), moments, 'pause');
  const { faults, entries } = await playIncident(course.at);
  expect(faults).toEqual([]);
  expect(course.left()).toEqual([]);
  expect(entries.filter(({ body }) => body.kind === 'conductor-changed').length).toBeGreaterThanOrEqual(3);
}, 200_000);

test('a bot that is killed around the claim of a ready copy promotes that very copy, and leaves no other', async () => {
  const moments: Moment[] = [
    { at: 'after', kind: 'step-began', step: 'restore-into-scratch' },
    { at: 'outcome', step: 'restore-into-scratch' },
    { at: 'outcome', step: 'validate-copy' },
    { at: 'gate' },
    { at: 'outcome', step: 'promote-copy' },
  ];
  const course = followCourse(await crashWorld(1, true), moments, 'kill');
  const { faults } = await playIncident(course.at);
  expect(faults).toEqual([]);
  expect(course.left()).toEqual([]);
}, 200_000);
