import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import type { AuthorityReport } from '../../../src/domain/authority-drill.ts';
import type { AuthorityRecord } from '../../../src/domain/authority-record.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import { foldAuthority } from '../../../src/policy/drills/fold-authority.ts';
import type { World } from '../../host/world.ts';
import { demoChannels, demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';

const channel = demoChannels.operations.id;
const { onCall, lead } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };
const LOOK_MS = 500;
const place = { service: ServiceName.parse('promptrefine'), environment: 'production' };

/** A decision that is only practised: the lead stays silent, and the on-call engineer stands in when that is proved. */
export const authorityDrillStory: Story = {
  name: 'authority-drill',
  title: 'A drill of the decision: the lead is silent, and the on-call engineer stands in',
  mishap: 'bad-migration',
  async play(world, say) {
    const { slack } = world;
    say('Sam asks the people who would decide: /drill authority promptrefine now');
    await slack.as(onCall.id).command(channel, '/drill', 'authority promptrefine now');
    const card = await slack.waitForMessage(channel, hasButtons, PATIENT);
    say(card.text.split('\n')[0] ?? '');

    say('Dana does not answer. Sam approves at once, and is refused as in a real incident:');
    const refusal = await pressed(world, card);
    say(refusal.split('\n').find((line) => line.startsWith('In this drill')) ?? '');

    say('Both attempts to reach Dana are made and waited for; then Sam is called, and approves again');
    await untilCalled(world);
    await pressed(world, card);
    const over = await slack.waitForMessage(channel, (message) => visibleText(message).includes('is over'), PATIENT);
    say(visibleText(over).split('\n')[1] ?? '');

    say('Sam asks how things stand: /drill digest');
    const digest = await answered(world, () => slack.as(onCall.id).command(channel, '/drill', 'digest'));
    const { drills, incidents } = await read(world);
    return ending(drills.at(-1)?.report ?? null, incidents, { card, refusal, digest });
  },
};

function hasButtons({ blocks }: SlackMessage): boolean {
  return JSON.stringify(blocks ?? []).includes('drill-approve');
}

function pressed(world: World, card: SlackMessage): Promise<string> {
  return answered(world, () => world.slack.as(onCall.id).click(card, 'drill-approve'));
}

/** What only Sam is told after doing something. */
async function answered({ slack }: World, does: () => Promise<unknown>): Promise<string> {
  const last = (await slack.ephemerals(onCall.id)).at(-1)?.ts ?? '';
  await does();
  return visibleText(await slack.waitForEphemeral(onCall.id, ({ ts }) => ts > last, PATIENT));
}

/** Resolves when the lead's silence is proved and the next rung has opened. */
async function untilCalled(world: World): Promise<void> {
  const until = performance.now() + PATIENT.timeoutMs;
  while (performance.now() < until) {
    const { drills } = await read(world);
    if (drills.at(-1)?.entries.some(({ body }) => body.kind === 'rung-opened') === true) return;
    await delay(LOOK_MS);
  }
  throw new Error('nobody was called in place of the lead');
}

/** What the bot has written down: its drills of the decision, and how many incidents there were. */
async function read({ storeUrl }: World): Promise<{ drills: readonly AuthorityRecord[]; incidents: number }> {
  const store = await openStore({ databaseUrl: storeUrl });
  try {
    const drills = foldAuthority(place, (await store.drills.read(place)).entries);
    return { drills, incidents: (await store.entries.list({ liveOnly: false, limit: 10 })).length };
  } finally {
    await store.close();
  }
}

function ending(
  report: AuthorityReport | null,
  incidents: number,
  told: { readonly card: SlackMessage; readonly refusal: string; readonly digest: string },
): StoryEnd {
  const claims: readonly Claim[] = [
    {
      claim: 'every message says that it is a drill',
      held: told.card.text.startsWith('🧪 DRILL, not real'),
      say: told.card.text.split('\n')[1] ?? '',
    },
    {
      claim: 'the on-call engineer decides only when the lead is proved unreachable (S8)',
      held: told.refusal.includes('As on-call engineer') && report?.decision?.basis.rule === 'stand-in',
      say: report?.decision?.basis.say ?? 'nobody decided',
    },
    {
      claim: 'a decision would have come in time, and who never answered is named (S9)',
      held: report?.result === 'in-time' && silent(report).includes(lead.id) && told.digest.includes('in time'),
      say: `${report?.decision?.afterMs ?? 0} ms of ${report?.windowMs ?? 0}`,
    },
    { claim: 'nothing was declared and nothing was done', held: incidents === 0, say: `${incidents} incidents` },
  ];
  const durationsMs = { decision: report?.decision?.afterMs ?? 0, window: report?.windowMs ?? 0 };
  return { incident: null, entries: [], claims, durationsMs, loss: {} };
}

function silent({ asked }: AuthorityReport): readonly string[] {
  return asked.filter(({ answeredAfterMs }) => answeredAfterMs === null).map(({ person }) => person);
}
