import { describe, expect, test } from 'vitest';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import type { AuthorityRecord } from '../../src/domain/authority-record.ts';
import { ServiceName } from '../../src/domain/ids.ts';
import { foldAuthority } from '../../src/policy/drills/fold-authority.ts';
import { eventually, shareWorld } from '../support/world.ts';
import { answerTo, dana, declare, endIncident, ops, robin, sam } from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });
const place = { service: ServiceName.parse('promptrefine'), environment: 'production' };

async function drills(): Promise<readonly AuthorityRecord[]> {
  return foldAuthority(place, (await stage.store.drills.read(place)).entries);
}

/** The newest message of a place that says this. */
function says(where: string, text: string): Promise<SlackMessage> {
  return stage.world.slack.waitForMessage(where, (message) => visibleText(message).includes(text));
}

async function begin(): Promise<SlackMessage> {
  const count = (await drills()).length + 1;
  const id = `promptrefine-authority-${count}`;
  await answerTo(stage, sam, () => stage.world.slack.as(sam.id).command(ops, '/drill', 'authority promptrefine now'));
  return stage.world.slack.waitForMessage(
    ops,
    (message) => visibleText(message).includes(id) && JSON.stringify(message.blocks).includes('drill-approve'),
  );
}

describe('a drill of the decision in Slack (S8, S9)', () => {
  test('asks the lead under a drill banner, counts who answered and decided, and writes nothing but its own log', async () => {
    const { slack } = stage.world;
    const card = await begin();
    expect(card.text).toMatch(/^🧪 DRILL, not real/);
    expect(visibleText(card)).toContain('This is a drill. Nothing has happened');
    const direct = await slack.waitForMessage(await directOf(dana.id), ({ text }) => text.includes('would need you'));
    expect(direct.text).toMatch(/^🧪 DRILL, not real/);

    await slack.as(dana.id).click(direct, 'drill-here');
    const refusal = await answerTo(stage, robin, () => slack.as(robin.id).click(card, 'drill-approve'));
    expect(refusal).toContain('You may not decide for PromptRefine');
    await answerTo(stage, dana, () => slack.as(dana.id).click(card, 'drill-approve'));

    const over = await says(ops, 'the decision drill of PromptRefine is over');
    expect(visibleText(over)).toMatch(/Decision: in time: approved after \S+ s of 30 min/);
    expect(JSON.stringify(over.blocks)).not.toContain('drill-approve');
    const late = await answerTo(stage, sam, () => slack.as(sam.id).click(card, 'drill-refuse'));
    expect(late).toContain('is over; it ended with a decision in time. Nothing was counted.');

    const [drill] = await drills();
    expect(drill?.report?.asked[0]).toMatchObject({ person: dana.id, answeredAfterMs: expect.any(Number) });
    expect(await stage.store.entries.list({ liveOnly: false, limit: 5 })).toEqual([]);
    const history = await answerTo(stage, sam, () => slack.as(sam.id).command(ops, '/drill', 'history promptrefine'));
    expect(history).toContain('Decisions in time: 1 of the last 1');
    const digest = await answerTo(stage, sam, () => slack.as(sam.id).command(ops, '/drill', 'digest'));
    expect(digest).toContain('in time: approved after');
    expect(digest).toContain(`Can decide now: <@${dana.id}> (team lead)`);
  });

  test('ends at once, for everybody to see, when a real incident is declared', async () => {
    await begin();
    const id = await declare(stage);
    const over = await says(ops, `ended by ${id}`);
    expect(visibleText(over)).toContain('the decision drill of PromptRefine is over');
    await eventually('the drill to have ended', async () => (await drills()).at(-1)?.state === 'ended');
    await endIncident(stage, id);
  });
});

/** Where the bot writes to somebody alone, once it has. */
function directOf(person: string): Promise<string> {
  return eventually('a direct message', async () => {
    const where = await stage.store.outbox.where(`drill/production/promptrefine-authority-1/attempt/0/${person}`);
    return where?.channel ?? null;
  });
}
