import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { perService } from '../../blocks/forms/declare-form.ts';
import { releaseA } from '../../demo/promptrefine/releases/a.ts';
import { releaseB } from '../../demo/promptrefine/releases/b.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { asSuperuser, PATIENT, shareWorld } from '../support/world.ts';
import {
  dana,
  declare,
  endIncident,
  ops,
  press,
  pressAndFill,
  sam,
  takeBackup,
  untilFailed,
  untilRecovered,
} from '../support/world-acts.ts';

const stage = shareWorld({
  rate: 0,
  prepare: async (world) => {
    await takeBackup(world);
  },
});

async function deploy(...args: readonly string[]): Promise<string> {
  const config = join(stage.world.folder, 'promptrefine', 'service.json');
  const script = join(import.meta.dirname, '..', '..', 'demo', 'promptrefine', 'deploy.ts');
  return (await execa(process.execPath, [script, '--config', config, ...args])).stdout.trim();
}
const oidOf = async () =>
  (await asSuperuser(stage, "SELECT oid FROM pg_database WHERE datname = 'promptrefine'"))[0]?.['oid'];

const isDecidingOn =
  (path: string) =>
  ({ phase, choice }: Incident) =>
    phase === 'deciding' && choice.path === path;

const chooseCode = (id: IncidentId, commit = '') =>
  pressAndFill(
    stage,
    { id, action: 'choose-path', form: 'Why this one?' },
    { path: 'app-rollback', commit, why: 'Only the new code is wrong.' },
  );

describe('code that is wrong on sound data', () => {
  test('goes back to the commit that ran before, while the database stays as it is', async () => {
    const before = await oidOf();
    await deploy('--to', releaseB.commit);
    const id = await declare(stage, sam, {
      'speaks-for': ['critical-function-broken'],
      [perService('migration', 'promptrefine')]: '',
    });
    await stage.until(id, 'a first plan', ({ phase }) => phase === 'deciding');
    await chooseCode(id);
    const deciding = await stage.until(id, 'a plan for the code', isDecidingOn('app-rollback'));
    expect(deciding.proposed?.plan).toMatchObject({
      path: 'app-rollback',
      copy: null,
      statedLoss: null,
      deploys: [{ commit: releaseA.commit }],
    });
    const card = await stage.world.slack.waitForMessage(
      ops,
      (message) => visibleText(message).includes('an earlier commit is deployed'),
      PATIENT,
    );
    expect(visibleText(card)).toContain('It loses nothing: the database is not touched.');

    await press(stage, id, 'approve');
    const form = await stage.world.slack.waitForView(dana.id, 'Approve', PATIENT);
    expect(visibleText(form)).not.toContain('Type promptrefine');
    await stage.world.slack.as(dana.id).submit(form, {});
    const recovered = await untilRecovered(stage, id);
    expect(await deploy('--current')).toBe(releaseA.commit);
    expect(await oidOf()).toBe(before);
    expect(recovered.steps['freeze-writes']?.attempts).toBe(0);
    await endIncident(stage, id);
  });

  test('cannot go back behind a migration that destroyed what it reads, and the reason names it (P1)', async () => {
    await stage.world.service.runBadMigration();
    const id = await declare(stage);
    await stage.until(id, 'a first plan', ({ phase }) => phase === 'deciding');
    await chooseCode(id, releaseA.commit);
    const said = await untilFailed(stage, id, 'check-code-can-return', 'No commit before it can run');
    expect(said).toContain(releaseB.newestMigration);
    expect(said).toContain('current_version');
    const stopped = await stage.journal.incident(id);
    expect(stopped).toMatchObject({ phase: 'preparing', proposed: null });
    await pressAndFill(
      stage,
      { id, action: 'choose-path', form: 'Why this one?' },
      { path: 'restore', why: 'The data has to come back.' },
    );
    await stage.until(id, 'a plan to restore', isDecidingOn('restore'));
    await endIncident(stage, id);
  });
});
