import { describe, expect, test } from 'vitest';
import { visibleText } from '../../demo/slack/reading.ts';
import { headlineKey } from '../../src/domain/message-keys.ts';
import { eventually, shareWorld } from '../support/world.ts';
import { answerTo, declare, endIncident, ops, robin } from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });

describe('after the close of an incident', () => {
  test('its post-mortem is a file in its thread, and what is left to do is kept until it is done (P10, S10, G12)', async () => {
    const id = await declare(stage);
    await endIncident(stage, id);
    const { slack } = stage.world;
    const headers = { authorization: `Bearer ${slack.botToken}` };
    const file = await eventually('the post-mortem to be in the thread', async () => {
      const headline = await stage.store.outbox.where(headlineKey(id));
      const thread = headline === null ? [] : await slack.thread(ops, headline.ts);
      return thread.flatMap(({ files = [] }) => files).find(({ name }) => name === `${id}-postmortem.md`) ?? null;
    });
    const written = await (await fetch(file.url_private, { headers })).text();
    expect(written).toContain(`# ${id}: PromptRefine (production)`);
    expect(written).toContain('## Root cause\n\n> a test');
    const after = await stage.until(
      id,
      'the dispatch',
      ({ dispatches }) => dispatches['postmortem/file']?.standing === 'done',
    );
    expect(after.followUps.map(({ subject }) => subject)).toEqual(['postmortem-meeting', 'root-causes']);

    const listed = await answerTo(stage, robin, () => slack.as(robin.id).command(ops, '/incident', 'actions'));
    expect(listed).toContain('1. Hold the post-mortem meeting');
    await answerTo(stage, robin, () => slack.as(robin.id).command(ops, '/incident', 'actions done 1 held at noon'));
    const done = await stage.until(id, 'one to be done', ({ followUps }) => followUps[0]?.doneAt !== null);
    expect(done.followUps[0]).toMatchObject({ doneBy: robin.id, how: 'held at noon' });
    const told = await slack.waitForMessage(ops, (message) =>
      visibleText(message).includes('to do 1 is done. held at noon'),
    );
    expect(told.thread_ts).toBeDefined();
  });
});
