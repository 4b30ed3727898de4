import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkOut } from '../../demo/promptrefine/checkout.ts';
import { releaseB } from '../../demo/promptrefine/releases/b.ts';
import { releaseC } from '../../demo/promptrefine/releases/c.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { rehearseCorrection } from '../../src/steps/rehearse-correction.ts';
import { asSuperuser, databaseNames, PATIENT, shareWorld } from '../support/world.ts';
import {
  answerTo,
  approveAs,
  dana,
  declare,
  endIncident,
  ops,
  pressAndFill,
  sam,
  untilFailed,
  untilRecovered,
} from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });
const checkout = () => join(stage.world.folder, 'promptrefine', 'checkout');
const isDecidingOn =
  (path: string) =>
  ({ phase, choice }: Incident) =>
    phase === 'deciding' && choice.path === path;

const chooseFix = (id: IncidentId) =>
  pressAndFill(
    stage,
    { id, action: 'choose-path', form: 'Why this one?' },
    { path: 'forward-fix', commit: releaseC.commit, why: 'The API only lacks a column.' },
  );
const promptsAnswer = async () => (await fetch(`${stage.world.service.baseUrl}/api/prompts`)).status;

describe('a forward fix (G10)', () => {
  test('replays the chain on an empty database, mends a copy first, and then production', async () => {
    await stage.world.service.runBadMigration();
    const rows = () => asSuperuser(stage, 'SELECT count(*)::int AS n FROM prompt_versions', 'promptrefine');
    const left = await rows();
    expect(await promptsAnswer()).toBe(500);
    const id = await declare(stage);
    // Without a backup there is nothing to restore: the preparation says so, and the ways back say what remains (P4).
    await untilFailed(stage, id, 'restore-into-scratch', 'no backup that could be restored');
    const options = await answerTo(stage, sam, () => stage.world.slack.as(sam.id).command(ops, '/rollback', 'options'));
    expect(options).toContain('this cannot be undone');
    expect(options).toContain('Restore the backup: impossible');
    expect(options).toContain('Fix forward: unproved');
    expect(options).toContain(releaseB.newestMigration);

    checkOut(checkout(), releaseC);
    await chooseFix(id);
    const deciding = await stage.until(id, 'a plan to fix forward', isDecidingOn('forward-fix'));
    expect(deciding.proposed?.plan).toMatchObject({
      correction: { migrations: [{ name: releaseC.newestMigration }], replay: { migrations: 9 } },
      deploys: [{ commit: releaseC.commit }],
    });
    const { run } = rehearseCorrection.outcome.parse(deciding.steps['rehearse-correction']?.outcome).correction;
    expect(run.tables).toMatchObject([
      { table: 'drizzle.__drizzle_migrations', rowsBefore: 8, rowsAfter: 9 },
      { table: 'public.prompts', columnsAdded: ['current_version'], deleted: 0 },
    ]);
    expect(await promptsAnswer()).toBe(500);
    expect((await databaseNames(stage)).filter((name) => name.includes('_scratch_'))).toEqual([]);
    const card = await stage.world.slack.waitForMessage(
      ops,
      (message) => visibleText(message).includes('It fixes forward'),
      PATIENT,
    );
    expect(visibleText(card)).toContain('The whole chain of 9 migrations ran on an empty database');

    await approveAs(stage, id, dana);
    await untilRecovered(stage, id);
    expect(await promptsAnswer()).toBe(200);
    expect(await rows()).toEqual(left);
    const ledger = await asSuperuser(
      stage,
      'SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations',
      'promptrefine',
    );
    expect(ledger).toEqual([{ n: 9 }]);
    await endIncident(stage, id);
  });

  test('that finds nothing to apply is not offered for a vote', async () => {
    const id = await declare(stage);
    await stage.until(
      id,
      'the first preparation to stop',
      ({ steps }) => steps['restore-into-scratch']?.status === 'failed',
    );
    await chooseFix(id);
    await untilFailed(stage, id, 'write-correction', 'no migration that production lacks');
    await endIncident(stage, id);
  });
});
