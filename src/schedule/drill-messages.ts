import { drawDrill, drawDrillOverdue } from '../../blocks/drill.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { DrillRecord } from '../domain/drill-record.ts';
import { previousDrill } from '../policy/drills/previous-drill.ts';
import type { Outbox } from '../ports/chat.ts';
import type { DrillKeeperNeeds } from '../services/drills/keep-drills.ts';

/**
 * A drill's one message in the channel, kept up to date. Messages are shown one after the other, and nothing that was
 * under way is shown after its end.
 */
export function drillMessages(
  outbox: Pick<Outbox, 'post' | 'edit'>,
  people: Pick<SlackPeople, 'names'>,
): Pick<DrillKeeperNeeds, 'tell' | 'tellOverdue'> {
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
        const facts = { title: service.title, drill, previous: previousDrill(history, drill) };
        const message = await drawWithNames(service.time_zone, people.names, (reader) =>
          drawDrill(facts, reader, progress),
        );
        await outbox.post([{ key, to: { channel: service.channel }, ...message }]);
        await outbox.edit(key, message);
      }),
    tellOverdue: async (service, drill) => {
      const facts = { title: service.title, drill, previous: null };
      const reader = { names: new Map(), timeZone: service.time_zone };
      const key = `${drillMessageKey(drill)}/overdue`;
      await outbox.post([{ key, to: { channel: service.channel }, ...drawDrillOverdue(facts, reader) }]);
    },
  };
}

/** For ever: a second message with the key is the same message. */
export function drillMessageKey({ id, environment }: Pick<DrillRecord, 'id' | 'environment'>): string {
  return `drill/${environment}/${id}`;
}
