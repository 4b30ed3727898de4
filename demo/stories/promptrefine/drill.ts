import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { drillPhaseNames } from '../../../src/domain/drill.ts';
import type { DrillRecord } from '../../../src/domain/drill-record.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import { foldDrills } from '../../../src/policy/drills/fold-drills.ts';
import { findFreePort } from '../../cluster/free-port.ts';
import type { World, WorldWishes } from '../../host/world.ts';
import { demoChannels, demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import { takeBackup } from '../acts.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';

const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };
const program = join(import.meta.dirname, '..', '..', 'promptrefine', 'drill-application.ts');

/** A practised recovery: once with the real key, and once with a key that is not the backup's. */
export const drillStory: Story = {
  name: 'drill',
  title: 'A drill through storage, key and pg_restore, and one with the wrong key',
  mishap: 'bad-migration',
  prepare: prepareDrill,
  async play(world, say) {
    say('Sam takes a backup; it is encrypted before it is written: /backup take promptrefine');
    await takeBackup(world);

    say('Sam asks for a drill: /drill run promptrefine');
    const passed = await drill(world, 'passed');
    say(visibleText(passed).split('\n')[0] ?? '');
    const thread = await world.slack.waitForMessage(channel, hasPicture, PATIENT);
    say(`Beneath it: ${thread.files?.[0]?.title}`);

    say('Somebody replaces the key on this machine, and Sam drills again');
    const keys = keyFiles(world.folder);
    renameSync(keys.identity, `${keys.identity}.kept`);
    renameSync(keys.wrong, keys.identity);
    const failed = await drill(world, 'failed');
    say(visibleText(failed).split('\n')[1] ?? '');
    renameSync(`${keys.identity}.kept`, keys.identity);

    const drills = await readDrills(world.storeUrl);
    return ending(drills, [passedClaim(drills[0]), pictureClaim(thread), wrongKeyClaim(drills[1], failed)]);
  },
};

function keyFiles(folder: string) {
  return { identity: join(folder, 'keys', 'identity.txt'), wrong: join(folder, 'keys', 'another.txt') };
}

/** Two key pairs; backups are encrypted for the first. The application is started on the copy, on a port of its own. */
async function prepareDrill(folder: string): Promise<Pick<WorldWishes, 'adapt' | 'environment'>> {
  const keys = keyFiles(folder);
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  const recipients = [await makeKey(keys.identity)];
  await makeKey(keys.wrong);
  const port = await findFreePort();
  return {
    environment: { PROMPTREFINE_AGE_IDENTITY: keys.identity },
    adapt: (policy) => ({
      ...policy,
      backups: { ...(policy['backups'] as object), recipients, identity_file_env: 'PROMPTREFINE_AGE_IDENTITY' },
      drill: drillPolicy(policy, port),
    }),
  };
}

async function makeKey(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)('age-keygen');
  writeFileSync(file, stdout, { mode: 0o600 });
  return /age1\w+/.exec(stdout)?.[0] ?? '';
}

/** The smoke checks of the runbook: prompts and their test runs (B7). */
function drillPolicy(policy: Record<string, unknown>, port: number): object {
  const [deploy] = policy['deploys'] as readonly { deploy: { run: readonly string[] } }[];
  const [node = '', , , config = ''] = deploy?.deploy.run ?? [];
  const secret_headers = { 'x-recourse-smoke': 'PROMPTREFINE_SMOKE_TOKEN' };
  return {
    rto_objective: '10m',
    application: {
      start: { run: [node, program, '--config', config, '--port', String(port)] },
      health_url: `http://127.0.0.1:${port}/healthz`,
      checks: [
        { name: 'list prompts', path: '/api/prompts', secret_headers },
        { name: 'list test runs', path: '/api/test-runs?promptId=1', secret_headers },
      ],
    },
  };
}

/** `/drill run`; resolves with the drill's message when it says how it ended. */
async function drill({ slack, example }: World, outcome: 'passed' | 'failed'): Promise<SlackMessage> {
  await slack.as(onCall.id).command(channel, '/drill', `run ${example.name}`);
  const ended = (message: SlackMessage) => visibleText(message).includes(`Drill of ${example.title}: ${outcome}`);
  return slack.waitForMessage(channel, ended, PATIENT);
}

function hasPicture({ files = [] }: SlackMessage): boolean {
  return files.some(({ name }) => name.endsWith('-drill-1.png'));
}

async function readDrills(storeUrl: string): Promise<readonly DrillRecord[]> {
  const store = await openStore({ databaseUrl: storeUrl });
  const place = { service: ServiceName.parse('promptrefine'), environment: 'production' };
  try {
    return foldDrills(place, (await store.drills.read(place)).entries).drills;
  } finally {
    await store.close();
  }
}

function passedClaim(drilled: DrillRecord | undefined): Claim {
  const report = drilled?.report;
  const checked = report?.findings.filter(({ check }) => check.startsWith('application')).length ?? 0;
  return {
    claim: 'the drill went through storage, key, pg_restore and the application',
    held: report?.result === 'passed' && report.backup?.encrypted === true && checked >= 3,
    say: `${report?.backup?.rows.toLocaleString('en-US')} rows in ${report?.phases.length} timed phases, ${checked} checks of the application`,
  };
}

function pictureClaim({ files = [] }: SlackMessage): Claim {
  const [picture] = files;
  const alt = picture?.alt_txt ?? '';
  return {
    claim: 'the trend is shared as a picture, and said to those who cannot see it',
    held: picture?.mimetype === 'image/png' && alt.includes('Recovery takes (RTO)'),
    say: `${picture?.size.toLocaleString('en-US')} bytes; ${alt}`,
  };
}

function wrongKeyClaim(drilled: DrillRecord | undefined, message: SlackMessage): Claim {
  const { report, followUp } = drilled ?? {};
  return {
    claim: 'a wrong key is told as that, and leaves a follow-up',
    held:
      report?.trouble?.kind === 'wrong-key' && followUp?.done === null && visibleText(message).includes('Follow-up'),
    say: report?.trouble?.hint ?? 'nothing was reported',
  };
}

function ending(drills: readonly DrillRecord[], claims: readonly Claim[]): StoryEnd {
  const [first] = drills;
  const phases = (first?.report?.phases ?? []).map(({ phase, durationMs }) => [drillPhaseNames[phase], durationMs]);
  const { rtoMs, rpoWorstMs } = first?.report?.measures ?? {};
  const durationsMs = { ...Object.fromEntries(phases), rto: rtoMs ?? 0, rpo: rpoWorstMs ?? 0 };
  return { incident: null, entries: [], claims, durationsMs, loss: {} };
}
