import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunningService } from '../../demo/host/example-service.ts';
import { demoChannels } from '../../demo/slack/preset.ts';
import { describe } from '../crash/campaign.ts';
import { listDatabases } from '../crash/checks/database.ts';
import { everyOutcomeOf, everyPointOf, followCourse } from '../crash/course.ts';
import { type CrashWorld, startCrashWorldOf } from '../crash/crash-world.ts';
import type { Moment } from '../crash/orders.ts';
import { playIncident } from '../crash/play.ts';
import { type AnyRoad, restoreRoad, roads } from '../crash/roads.ts';
import { stageOf } from '../crash/stages/stage-of.ts';

/** Long ones are hit after these effects only; `npm run crash` hits them everywhere. */
const longRoads: Readonly<Record<string, readonly string[]>> = {
  'down-scripts': [
    'rehearse-down-scripts',
    'stop-services',
    'back-up-before-scripts',
    'run-down-scripts',
    'redeploy-commit',
  ],
  'forward-fix': ['replay-chain', 'rehearse-correction', 'apply-correction', 'redeploy-commit'],
  'paired-rollback': ['check-code-can-return', 'redeploy-commit', 'watch-recovery'],
};
const otherRoads = Object.entries(roads).filter(([name]) => name !== 'restore' && longRoads[name] === undefined);

/** `npm run crash` gives every point an incident of its own; here one incident has to bear them all. */
async function crashWorld(replicas: number, ready = false, road?: AnyRoad): Promise<CrashWorld<RunningService>> {
  const stage = stageOf(road ?? restoreRoad);
  const at = await startCrashWorldOf(stage, {
    folder: mkdtempSync(join(tmpdir(), 'recourse-crash-')),
    replicas,
    ready,
  });
  onTestFinished(() => at.stop());
  return at;
}

test('a bot that is killed at every point of the restore path in turn ends as if nothing had happened', async () => {
  const course = followCourse(await crashWorld(1), everyPointOf('restore'), 'kill');
  const played = await playIncident(course.at);
  expect(played.faults, describe(played, course.at.log())).toEqual([]);
  expect(course.left()).toEqual([]);
}, 400_000);

test.each(otherRoads)(
  'a bot that is killed at every point of the way “%s” in turn ends as if nothing had happened',
  async (_, road) => {
    const course = followCourse(await crashWorld(1), everyPointOf(road.path), 'kill');
    const played = await playIncident(course.at, road);
    expect(played.faults, describe(played, course.at.log())).toEqual([]);
    expect(course.left()).toEqual([]);
  },
  400_000,
);

test.each(Object.entries(longRoads))(
  'a bot that is killed after the effects of the way “%s” does none of them twice, and loses none (S1, G10, P5)',
  async (name, effects) => {
    const road = roads[name] ?? restoreRoad;
    const moments: Moment[] = effects.map((step) => ({ at: 'outcome', step }));
    const course = followCourse(await crashWorld(1, false, road), moments, 'kill');
    const played = await playIncident(course.at, road);
    expect(played.faults, describe(played, course.at.log())).toEqual([]);
    expect(course.left()).toEqual([]);
  },
  400_000,
);

test('two bots on one store, of which the one at work is killed after each effect, take over from each other', async () => {
  const course = followCourse(await crashWorld(2), everyOutcomeOf('restore'), 'kill');
  const played = await playIncident(course.at);
  expect(played.faults, describe(played, course.at.log())).toEqual([]);
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
  expect(faults, describe({ faults, entries }, course.at.log())).toEqual([]);
  expect(course.left()).toEqual([]);
  expect(entries.filter(({ body }) => body.kind === 'conductor-changed').length).toBeGreaterThanOrEqual(3);
}, 200_000);

test('a bot that is killed around the claim of a ready copy promotes that very copy; what it replaced has its end announced', async () => {
  const moments: Moment[] = [
    { at: 'after', kind: 'step-began', step: 'restore-into-scratch' },
    { at: 'outcome', step: 'restore-into-scratch' },
    { at: 'outcome', step: 'validate-copy' },
    { at: 'gate' },
    { at: 'outcome', step: 'promote-copy' },
  ];
  const course = followCourse(await crashWorld(1, true), moments, 'kill');
  const { faults, entries } = await playIncident(course.at);
  expect(faults, describe({ faults, entries }, course.at.log())).toEqual([]);
  expect(course.left()).toEqual([]);
  const way = entries.findLast(({ body }) => body.kind === 'step-done' && body.step === 'restore-into-scratch')?.body;
  expect(JSON.stringify(way)).toContain('ready copy of backup');

  // The days that the policy promises are over: whoever starts warns the channel, and drops nothing yet.
  const { world } = course.at;
  const policy = readFileSync(world.environment['RECOURSE_CONFIG'] ?? '', 'utf8');
  writeFileSync(
    world.environment['RECOURSE_CONFIG'] ?? '',
    policy.replace('database:', 'database:\n      keep_replaced: 1ms'),
  );
  await world.restartBot();
  await world.slack.waitForMessage(
    demoChannels.operations.id,
    ({ text }) => text.includes('The replaced database of PromptRefine is dropped'),
    { timeoutMs: 60_000 },
  );
  const kept = (await listDatabases(world)).filter(({ name }) => name.includes('_replaced_'));
  expect(kept).toMatchObject([{ open: false }]);
}, 260_000);
