import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { digitalTwin } from '../../demo/digitaltwin/example.ts';
import type { RunningService } from '../../demo/host/example-service.ts';
import { readJournal } from '../../demo/host/read-journal.ts';
import { startWorldOf, type World, type WorldWishes } from '../../demo/host/world.ts';
import { wrongScriptStory } from '../../demo/stories/digitaltwin/wrong-script.ts';
import { stages } from '../../demo/stories/registry.ts';
import { IncidentId } from '../../src/domain/ids.ts';
import { eventually } from '../support/world.ts';

let world: World<RunningService> | undefined;
const folder = () => mkdtempSync(join(tmpdir(), 'recourse-played-'));
const small: Pick<WorldWishes, 'rows' | 'rate'> = { rows: 0.02, rate: 5 };
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') process.stderr.write(`${world?.bot().log().slice(-3_000)}\n`);
  await world?.stop();
  if (world !== undefined) rmSync(world.folder, { recursive: true, force: true });
});

const all = stages.flatMap(({ example, stories }) =>
  stories.map((story) => ({ name: `${example.name}: ${story.name}`, example, story })),
);

// What each of them shows, by the requirements' ids, stands in docs/requirements.md.
test.each(all)('$name ends with everything that it claims', async ({ example, story }) => {
  const into = folder();
  const started = await startWorldOf(example, {
    folder: into,
    ...small,
    withSurroundings: true,
    ...(await story.prepare?.(into)),
  });
  world = started;
  const { claims } = await story.play(started, () => undefined);
  expect(claims.filter(({ held }) => !held)).toEqual([]);
  expect(claims.length).toBeGreaterThan(2);
  const secrets = Object.entries(started.environment).filter(([name]) => /TOKEN|PASSWORD|SECRET/.test(name));
  for (const [name, secret] of secrets) expect(started.bot().log().includes(secret), name).toBe(false);
});

test('a bot that is killed while down scripts run goes on with them, and runs each once (S1, S4)', async () => {
  const started = await startWorldOf(digitalTwin, { folder: folder(), ...small });
  world = started;
  const played = wrongScriptStory.play(started, () => undefined);
  const entries = async () => (await readJournal(started.storeUrl, IncidentId.parse('INC-1'))).entries;
  const killed = eventually('the scripts to begin', async () =>
    (await entries()).some(({ body }) => body.kind === 'step-began' && body.step === 'run-down-scripts'),
  ).then(() => started.restartBot('SIGKILL'));
  const [{ claims }] = await Promise.all([played, killed]);
  expect(claims.filter(({ held }) => !held)).toEqual([]);
});
