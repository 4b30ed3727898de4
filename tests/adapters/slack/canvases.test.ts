import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { slackCanvases } from '../../../src/adapters/slack/canvases.ts';
import { ChannelId } from '../../../src/domain/ids.ts';
import { ChatTrouble } from '../../../src/ports/chat.ts';

const given = { channel: ChannelId.parse('C0OPS'), title: 'Post-mortem of INC-7', markdown: '# INC-7' };
type Step = () => unknown;
const fine: Step = () => undefined;
const breaks = (error: unknown): Step => {
  return () => {
    throw error;
  };
};

/** Slack that answers as told, first things first, and well after that. */
function slack(told: { readonly test?: readonly Step[]; readonly access?: readonly Step[] }) {
  const calls: string[] = [];
  const left = { test: [...(told.test ?? [])], access: [...(told.access ?? [])] };
  const client = {
    auth: {
      test: async () => {
        (left.test.shift() ?? fine)();
        return { url: 'https://x.slack.com/', team_id: 'T1' };
      },
    },
    canvases: {
      create: async () => {
        calls.push('create');
        return { canvas_id: 'F1' };
      },
      delete: async () => void calls.push('delete'),
      access: {
        set: async () => {
          calls.push('access');
          (left.access.shift() ?? fine)();
        },
      },
    },
  };
  return { calls, create: () => slackCanvases(client as unknown as WebClient).create(given) };
}

const troubleOf = (work: Promise<unknown>) => work.then(String, (error: unknown) => error as ChatTrouble);
const silence = new ChatTrouble({ kind: 'unknown-outcome', reason: 'ETIMEDOUT' });

describe('a canvas', () => {
  test('of which nothing was made yet is tried again later and asks nobody, whatever broke', async () => {
    const { calls, create } = slack({ test: [breaks(silence)] });
    expect(await troubleOf(create())).toMatchObject({ kind: 'away', reason: 'ETIMEDOUT' });
    expect(calls).toEqual([]);
  });

  test('is shared after the wait that Slack asks for', async () => {
    const { calls, create } = slack({ access: [breaks(new WebAPIRateLimitedError(0.2))] });
    const before = performance.now();
    expect(await create()).toBe('https://x.slack.com/docs/T1/F1');
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
    expect(calls).toEqual(['create', 'access', 'access']);
  });

  test('is not waited for so long that its sender is taken for dead', async () => {
    const { calls, create } = slack({ access: [breaks(new WebAPIRateLimitedError(30))] });
    expect(await troubleOf(create())).toMatchObject({ kind: 'unknown-outcome', reason: 'ratelimited; canvas F1' });
    expect(calls).toEqual(['create', 'access']);
  });

  test('that the channel may not be given is taken away again', async () => {
    const refusal = new ChatTrouble({ kind: 'refused', reason: 'restricted_action' });
    const { calls, create } = slack({ access: [breaks(refusal)] });
    expect(await troubleOf(create())).toBe(refusal);
    expect(calls).toEqual(['create', 'access', 'delete']);
  });
});
