import { setTimeout as delay } from 'node:timers/promises';
import { drawDrill, drawDrillOverdue } from '../../blocks/drill.ts';
import { drillTrend } from '../../blocks/words/drill-trend.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import { lastAuthority } from '../domain/authority-record.ts';
import type { DrillRecord } from '../domain/drill-record.ts';
import { previousDrill } from '../policy/drills/previous-drill.ts';
import type { Outbox } from '../ports/chat.ts';
import type { Pictures } from '../ports/pictures.ts';
import type { SharedFiles } from '../ports/shared-files.ts';
import type { DrillKeeperNeeds } from '../services/drills/keep-drills.ts';

/** What Slack shows a drill with. */
export interface DrillScreen {
  readonly people: Pick<SlackPeople, 'names'>;
  readonly files: SharedFiles;
  readonly pictures: Pictures;
}

/** The message is on its way; so long it is waited for before the picture has to try again, in ms. */
const POSTED_WITHIN_MS = 20_000;
const LOOK_MS = 250;

/**
 * A drill's one message in the channel, kept up to date. Messages are shown one after the other, and nothing that was
 * under way is shown after its end.
 */
export function drillMessages(
  outbox: Pick<Outbox, 'post' | 'edit' | 'where'>,
  { people, files, pictures }: DrillScreen,
): Pick<DrillKeeperNeeds, 'tell' | 'tellOverdue' | 'sharePicture'> {
  const ended = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    tell: (service, drill, { history }, progress) =>
      inTurn(async () => {
        const key = drillMessageKey(drill);
        if (drill.state === 'ended') ended.add(key);
        else if (ended.has(key)) return;
        const authority = lastAuthority(history.authority);
        const facts = { title: service.title, drill, previous: previousDrill(history, drill), authority };
        const message = await drawWithNames(service.time_zone, people.names, (reader) =>
          drawDrill(facts, reader, progress),
        );
        await outbox.post([{ key, to: { channel: service.channel }, ...message }]);
        await outbox.edit(key, message);
      }),
    sharePicture: async (service, drill, { history }) => {
      const upTo = history.drills.filter(({ number }) => number <= drill.number);
      const trend = drillTrend(service.title, upTo, service.time_zone);
      const message = await posted(outbox, drillMessageKey(drill));
      if (trend === null || message === null) return 'not-yet';
      const place = { channel: message.channel, threadTs: message.ts, name: `${drill.id}.png` };
      if (drill.picture.attempts > 0 && (await files.find(place)) !== null) return 'shared';
      const { title, alt } = trend;
      await files.share(place, {
        title,
        alt,
        comment: 'The last drills, against their objectives.',
        content: await pictures.trend(trend),
      });
      return 'shared';
    },
    tellOverdue: async (service, drill) => {
      const facts = { title: service.title, drill, previous: null };
      const reader = { names: new Map(), timeZone: service.time_zone };
      const key = `${drillMessageKey(drill)}/overdue`;
      await outbox.post([{ key, to: { channel: service.channel }, ...drawDrillOverdue(facts, reader) }]);
    },
  };
}

async function posted(outbox: Pick<Outbox, 'where'>, key: string): ReturnType<Outbox['where']> {
  for (let waitedMs = 0; waitedMs < POSTED_WITHIN_MS; waitedMs += LOOK_MS) {
    const where = await outbox.where(key);
    if (where !== null) return where;
    await delay(LOOK_MS);
  }
  return null;
}

/** For ever: a second message with the key is the same message. */
export function drillMessageKey({ id, environment }: Pick<DrillRecord, 'id' | 'environment'>): string {
  return `drill/${environment}/${id}`;
}
