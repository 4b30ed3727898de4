import { setTimeout as delay } from 'node:timers/promises';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Digest } from '../../domain/ids.ts';
import type { EntryStore } from '../../ports/entry-store.ts';
import type { HomeTabs, OpenTab } from '../../ports/home-tabs.ts';
import type { SlackLog } from './slack-log.ts';
import { toChatTrouble } from './trouble.ts';

export interface HomeKeeperNeeds {
  readonly tabs: HomeTabs;
  readonly store: Pick<EntryStore, 'listen'>;
  readonly client: WebClient;
  draw(page: number): Promise<{ readonly view: HomeView; readonly look: Digest }>;
  readonly log: SlackLog;
  readonly pace?: Partial<HomePace>;
}

/** All in milliseconds. */
export interface HomePace {
  /** Changes that come within so long are published together. */
  readonly gatherMs: number;
  /** What no entry tells of (a backup, a drill, a stand-in's hour) is looked at this often. */
  readonly lookMs: number;
  /** Between two calls: Slack takes about a hundred a minute. */
  readonly betweenMs: number;
}

const usualPace: HomePace = { gatherMs: 5_000, lookMs: 60_000, betweenMs: 700 };
/** Tabs that one round publishes; the others wait for the next. */
const ROUND_MAX = 30;

export interface HomeKeeper {
  stop(): Promise<void>;
}

/**
 * Keeps the Home tabs up to date that somebody opened lately. Each is claimed by one replica; a page is drawn once and
 * published only to those for whom it looks different now, and never over a look that is newer than the one we know.
 */
export async function startHomeKeeper(needs: HomeKeeperNeeds): Promise<HomeKeeper> {
  const { gatherMs, lookMs } = { ...usualPace, ...needs.pace };
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const deaf = await needs.store.listen(() => wake.resolve());

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await keepOnce(needs, stopping.signal).catch((error: unknown) => {
        needs.log.warn({ cause: String(error) }, 'the Home tabs could not be looked at; it is tried again soon');
      });
      await Promise.race([pause(lookMs, stopping.signal), wake.promise]);
      await pause(gatherMs, stopping.signal);
      wake = Promise.withResolvers<void>();
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await deaf();
      await running;
    },
  };
}

/** One round over the tabs that nobody else has claimed. */
export async function keepOnce(needs: HomeKeeperNeeds, signal: AbortSignal): Promise<void> {
  const { betweenMs } = { ...usualPace, ...needs.pace };
  const pages = new Map<number, ReturnType<HomeKeeperNeeds['draw']>>();
  const draw = (page: number) => {
    const drawn = pages.get(page) ?? needs.draw(page);
    pages.set(page, drawn);
    return drawn;
  };
  for (const tab of await needs.tabs.claim(ROUND_MAX)) {
    if (signal.aborted) return;
    const { view, look } = await draw(tab.page);
    if (tab.look === look && !tab.isOld) {
      await needs.tabs.release(tab.person);
      continue;
    }
    const published = await publish(needs, tab, view);
    if (published === 'not-now') return;
    await needs.tabs.shown(tab.person, { look: published.isNewest ? look : null, hash: published.hash });
    await pause(betweenMs, signal);
  }
}

type Published = { readonly hash: string | null; readonly isNewest: boolean } | 'not-now';

/** Publishes over the look that we know; `not-now` where Slack wants to be left alone. */
async function publish({ client, log }: HomeKeeperNeeds, tab: OpenTab, view: HomeView): Promise<Published> {
  try {
    const over = tab.hash === null ? {} : { hash: tab.hash };
    const { view: shown } = await client.views.publish({ user_id: tab.person, view, ...over });
    return { hash: shown?.hash ?? null, isNewest: true };
  } catch (error) {
    const { kind, reason } = toChatTrouble(error);
    // Somebody published since. The mark is forgotten, so that it cannot stand in the way for ever, and the next round looks again.
    if (reason === 'hash_conflict') return { hash: null, isNewest: false };
    log.warn({ reason, person: tab.person }, 'a Home tab could not be published');
    // Of this person Slack will not take this look: it is left until it changes.
    return kind === 'refused' ? { hash: null, isNewest: true } : 'not-now';
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
