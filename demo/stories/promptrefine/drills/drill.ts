import { openStore } from '../../../../src/adapters/store/open-store.ts';
import { type DrillEntry, drillPhaseNames } from '../../../../src/domain/drill.ts';
import { ServiceName } from '../../../../src/domain/ids.ts';
import { foldDrills } from '../../../../src/policy/drills/fold-drills.ts';
import type { World } from '../../../host/world.ts';
import { demoChannels, demoPeople } from '../../../slack/preset.ts';
import { visibleText } from '../../../slack/reading.ts';
import type { SlackMessage } from '../../../slack/shapes.ts';
import { takeBackup } from '../../acts.ts';
import type { Claim, Story, StoryEnd } from '../../story.ts';
import { passedClaim, pictureClaim, trialClaim } from './claims.ts';
import { prepareDrill } from './prepare.ts';
import { noBackupYet, type Trial, trials } from './trials.ts';

const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };
const place = { service: ServiceName.parse('promptrefine'), environment: 'production' };

/** A practised recovery that passes, and every way in which one does not. */
export const drillStory: Story = {
  name: 'drill',
  title: 'A drill through storage, key and pg_restore, and one for each way in which a recovery can fail',
  mishap: 'bad-migration',
  prepare: prepareDrill,
  async play(world, say) {
    const messages = [await failingDrill(world, noBackupYet, 1, say)];

    say('Sam takes a backup; it is encrypted before it is written: /backup take promptrefine');
    await takeBackup(world);
    say('Sam asks for a drill: /drill run promptrefine');
    const passed = await drill(world, 2, 'passed');
    say(visibleText(passed).split('\n')[0] ?? '');
    const thread = await world.slack.waitForMessage(channel, hasPicture, PATIENT);
    say(`Beneath it: ${thread.files?.[0]?.title}`);

    for (const [at, trial] of trials.entries()) messages.push(await failingDrill(world, trial, at + 3, say));
    say('All of it is mended, and Sam drills again');
    await drill(world, trials.length + 3, 'passed');

    const entries = await readLog(world.storeUrl);
    const { drills } = foldDrills(place, entries);
    const [first, good, ...others] = drills;
    const failed = [noBackupYet, ...trials].map((trial, at) =>
      trialClaim(trial, at === 0 ? first : others[at - 1], messages[at] as SlackMessage),
    );
    const mended: Claim = { ...passedClaim(drills.at(-1)), claim: 'once all was mended, a drill passes again' };
    return ending(entries, [passedClaim(good), pictureClaim(thread), ...failed, mended]);
  },
};

async function failingDrill(
  world: World,
  trial: Trial,
  number: number,
  say: (line: string) => void,
): Promise<SlackMessage> {
  say(trial.say);
  const undo = await trial.harm(world);
  const message = await drill(world, number, 'failed');
  say(visibleText(message).split('\n')[1] ?? '');
  await undo();
  return message;
}

/** `/drill run`; resolves with the drill's message when it says how it ended. */
async function drill({ slack, example }: World, number: number, outcome: 'passed' | 'failed'): Promise<SlackMessage> {
  await slack.as(onCall.id).command(channel, '/drill', `run ${example.name}`);
  const ended = (message: SlackMessage) => {
    const text = visibleText(message);
    return text.includes(`${example.name}-drill-${number}`) && text.includes(`Drill of ${example.title}: ${outcome}`);
  };
  return slack.waitForMessage(channel, ended, PATIENT);
}

function hasPicture({ files = [] }: SlackMessage): boolean {
  return files.some(({ name }) => name.endsWith('-drill-2.png'));
}

async function readLog(storeUrl: string): Promise<readonly DrillEntry[]> {
  const store = await openStore({ databaseUrl: storeUrl });
  try {
    return (await store.drills.read(place)).entries;
  } finally {
    await store.close();
  }
}

function ending(log: readonly DrillEntry[], claims: readonly Claim[]): StoryEnd {
  const good = foldDrills(place, log).drills.find(({ report }) => report?.result === 'passed')?.report;
  const phases = (good?.phases ?? []).map(({ phase, durationMs }) => [drillPhaseNames[phase], durationMs]);
  const { rtoMs, rpoWorstMs } = good?.measures ?? {};
  const durationsMs = { ...Object.fromEntries(phases), rto: rtoMs ?? 0, rpo: rpoWorstMs ?? 0 };
  return { incident: null, entries: [], drills: log, claims, durationsMs, loss: {} };
}
