import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { askDatabase } from '../../../demo/cluster/with-client.ts';
import { git, migrationsIn } from '../../../demo/digitaltwin/checkout.ts';
import { digitalTwin } from '../../../demo/digitaltwin/example.ts';
import type { DigitalTwin } from '../../../demo/digitaltwin/start.ts';
import { readJournal } from '../../../demo/host/read-journal.ts';
import { startWorldOf, type World } from '../../../demo/host/world.ts';
import { demoPeople } from '../../../demo/slack/preset.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import {
  approve,
  choosePath,
  declareIncident,
  takeBackup,
  waitForCard,
  waitForCardSaying,
  waitForRecovery,
  waitForSaying,
} from '../../../demo/stories/acts.ts';
import { downScriptsStory } from '../../../demo/stories/digitaltwin/down-scripts.ts';
import { IncidentId } from '../../../src/domain/ids.ts';
import { eventually, PATIENT } from '../../support/world.ts';

let world: World<DigitalTwin> | undefined;
const start = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-twin-'));
  world = await startWorldOf(digitalTwin, { folder, rows: 0.05, rate: 2, withSurroundings: true });
  return world;
};
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') process.stderr.write(`${world?.bot().log().slice(-3_000)}\n`);
  await world?.stop();
  if (world !== undefined) rmSync(world.folder, { recursive: true, force: true });
});

test('three migrations are taken back by their scripts, after a count, a rehearsal and a vote (S1-S6)', async () => {
  const { claims } = await downScriptsStory.play(await start(), () => undefined);
  expect(claims.filter(({ held }) => !held)).toEqual([]);
  expect(claims.length).toBeGreaterThan(6);
});

const script = 'rollback/011_rollback_handover.sql';

/** The mistake of many hand-written scripts: it comments on a column that it has just dropped. */
function spoilScript({ checkout }: DigitalTwin): void {
  const lines = [
    'ALTER TABLE conversations DROP COLUMN handed_over_at;',
    "COMMENT ON COLUMN conversations.handed_over_at IS 'gone';",
  ];
  appendFileSync(join(migrationsIn(checkout), script), `${lines.join('\n')}\n`);
}

test('a script that only a real run proves wrong is never put to the vote; a killed bot runs the right one once', async () => {
  const twin = await start();
  const { service, slack } = twin;
  await takeBackup(twin);
  await service.transform();
  await service.signUp();
  spoilScript(service);
  await declareIncident(twin, {
    seen: 'Nobody can chat.',
    errorOutput: '',
    correlationIds: '',
    speaksFor: ['critical-function-broken'],
  });
  const first = await waitForCard(twin);
  const incident = IncidentId.parse(/INC-\d+/.exec(visibleText(first))?.[0]);
  const wanted = { path: 'down-scripts', from: '010', 'guard-without-password': 'skip', why: 'The chat is broken.' };
  const entries = async () => (await readJournal(twin.storeUrl, incident)).entries;

  await choosePath(twin, wanted);
  const failed = await waitForSaying(twin, `${script}:12`);
  expect(visibleText(failed)).toContain('column "handed_over_at" of relation "conversations" does not exist');
  const proposed = (await entries()).flatMap(({ body }) =>
    body.kind === 'plan-proposed' ? [body.proposed.plan.path] : [],
  );
  expect(proposed).toEqual(['restore']);
  await slack.as(demoPeople.lead.id).click(failed, 'choose-path');
  const form = await slack.waitForView(demoPeople.lead.id, 'Why this one?', PATIENT);
  expect(visibleText(form)).toContain('Impossible as it was tried last');

  git(service.checkout, 'checkout', '--', '.');
  await slack.as(demoPeople.lead.id).submit(form, wanted);
  const card = await waitForCardSaying(twin, 'Left out, as chosen');
  expect(visibleText(card)).toContain('leave 012 as it is');
  await approve(twin, demoPeople.lead.id, card);
  await eventually('the scripts to begin', async () =>
    (await entries()).some(({ body }) => body.kind === 'step-began' && body.step === 'run-down-scripts'),
  );
  await twin.restartBot('SIGKILL');
  await waitForRecovery(twin, incident);
  const found = await askDatabase(
    service.ownerUrl,
    `SELECT to_regclass('digital_twins') IS NOT NULL AS twins, to_regclass('knowledge_bases') IS NOT NULL AS bases,
            (SELECT count(*)::int FROM users WHERE oauth_provider = 'google') AS guests`,
  );
  expect(found).toEqual([{ twins: true, bases: false, guests: 1 }]);
  expect(await service.state()).toMatchObject({ chatStatus: 201, commit: service.commits.twins });
});
