import { readFileSync } from 'node:fs';
import type { HomeView } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { demoPeople, demoWorkspace } from '../../../demo/slack/preset.ts';
import { type HomeKeeperNeeds, keepOnce, startHomeKeeper } from '../../../src/adapters/slack/home-keeper.ts';
import { makeWebClient } from '../../../src/adapters/slack/web-client.ts';
import { digestOfText } from '../../../src/domain/canonical.ts';
import { type Digest, PersonId } from '../../../src/domain/ids.ts';
import type { OpenTab } from '../../../src/ports/home-tabs.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const [dana, sam] = [demoPeople.lead, demoPeople.onCall].map(({ id }) => PersonId.parse(id)) as [PersonId, PersonId];
const never = new AbortController().signal;

let slack: LocalSlack;
beforeAll(async () => {
  const manifest = JSON.parse(readFileSync('manifest.json', 'utf8'));
  slack = await startLocalSlack({ workspace: demoWorkspace(manifest) });
});
afterAll(() => slack.close());
beforeEach(() => slack.faults.clear());

/** Tabs in memory, a page that says what the test says, and the real calls. */
function scene(people: readonly PersonId[]) {
  const rows = new Map(
    people.map((person): [PersonId, OpenTab] => [person, { person, page: 1, look: null, hash: null, isOld: false }]),
  );
  const state = { says: 'all is well', drawn: 0, listeners: [] as (() => void)[] };
  const change = (person: PersonId, as: Partial<OpenTab>) => {
    const row = rows.get(person);
    if (row !== undefined) rows.set(person, { ...row, ...as });
  };
  const needs: HomeKeeperNeeds = {
    log,
    client: makeWebClient(slack.botToken, { apiUrl: slack.apiUrl, log }),
    store: {
      listen: async (heard) => {
        state.listeners.push(() => heard('INC-1' as never));
        return async () => undefined;
      },
    },
    tabs: {
      opened: async () => undefined,
      shown: async (person, as) => change(person, as),
      release: async () => undefined,
      claim: async () => [...rows.values()],
    },
    draw: async () => {
      state.drawn += 1;
      return { view: viewOf(state.says), look: digestOfText(state.says) as Digest };
    },
    pace: { gatherMs: 1, lookMs: 3_600_000, betweenMs: 0 },
  };
  return { needs, state, rows, change };
}

function viewOf(text: string): HomeView {
  return { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] };
}

const published = async () => (await slack.calls('views.publish')).filter(({ outcome }) => outcome === 'ok').length;

describe('Home tabs that somebody opened lately', () => {
  test('are published when something changed, from one drawing, and not when nothing did', async () => {
    const { needs, state } = scene([dana, sam]);
    const before = await published();
    await keepOnce(needs, never);
    await keepOnce(needs, never);
    expect((await published()) - before).toBe(2);
    expect(state.drawn).toBe(2);
    state.says = 'an incident is live';
    await keepOnce(needs, never);
    for (const person of [dana, sam]) await slack.waitForHome(person, 'an incident is live');
  });

  test('never go over a look that is newer than the one we know; the next round looks again', async () => {
    const { needs, state, rows } = scene([dana]);
    await keepOnce(needs, never);
    await needs.client.views.publish({ user_id: dana, view: viewOf('opened meanwhile') });
    state.says = 'older facts';
    await keepOnce(needs, never);
    await slack.waitForHome(dana, 'opened meanwhile');
    expect(rows.get(dana)).toMatchObject({ look: null, hash: null });
    await keepOnce(needs, never);
    await slack.waitForHome(dana, 'older facts');
  });

  test('wait while Slack wants to be left alone, and one person whom it refuses stands in nobody’s way', async () => {
    const { needs, rows } = scene([PersonId.parse('U0GONE'), dana]);
    await slack.faults.rateLimit({ method: 'views.publish', retryAfterSeconds: 1 });
    await keepOnce(needs, never);
    expect(rows.get(dana)?.look).toBeNull();
    await keepOnce(needs, never);
    expect(rows.get(dana)?.look).not.toBeNull();
    const calls = (await slack.calls('views.publish')).length;
    await keepOnce(needs, never);
    expect((await slack.calls('views.publish')).length).toBe(calls);
  });

  test('follow the journal, and end with the bot', async () => {
    const { needs, state } = scene([dana]);
    const keeper = await startHomeKeeper(needs);
    await slack.waitForHome(dana, 'all is well');
    state.says = 'INC-1 waits for a decision';
    for (const heard of state.listeners) heard();
    await slack.waitForHome(dana, 'INC-1 waits for a decision');
    await keeper.stop();
  });
});
