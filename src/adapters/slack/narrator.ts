import { nothingTold, type TimelineMemory } from '../../../blocks/words/timeline/timeline-line.ts';
import type { CardFacts } from '../../domain/card.ts';
import type { Entry } from '../../domain/entry.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { OutboundMessage, Outbox } from '../../ports/chat.ts';
import type { EntryStore } from '../../ports/entry-store.ts';
import type { KeepTopic } from './channel-topic.ts';
import { concernsCalls, contactEdits, rungCalls } from './contact.ts';
import { type AskNames, drawWithNames } from './name-people.ts';
import type { SlackLog } from './slack-log.ts';
import { type Told, tellIncident } from './tell-incident.ts';

export interface NarratorNeeds {
  readonly store: Pick<EntryStore, 'read' | 'list' | 'listen'>;
  readonly outbox: Pick<Outbox, 'post' | 'edit'>;
  card(id: IncidentId): Promise<CardFacts | null>;
  readonly names: AskNames;
  readonly keepTopic: KeepTopic;
  readonly log: SlackLog;
}

export interface Narrator {
  /** Resolves when everything in the journals at the time of the call has reached the outbox. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Listening is best effort, so live incidents are looked at this often as well. */
const LOOK_AGAIN_MS = 5_000;
/** Incidents that may have ended while we were away. */
const RECENT_INCIDENTS = 50;

/** How far one incident was told by this process. After a restart it starts at nothing: keys make a repeat harmless. */
interface Standing {
  told: number;
  memory: TimelineMemory;
  drawn: { headline: string; card: string };
  again: boolean;
  running: Promise<void> | null;
}

/** Turns journals into messages for as long as it runs: headline and card kept up to date, one thread message per fact. */
export async function startNarrator(needs: NarratorNeeds): Promise<Narrator> {
  const standings = new Map<IncidentId, Standing>();
  /** An incident that has ended is in no list any more: what could not be told of it is still owed. */
  const owed = new Set<IncidentId>();
  let stopped = false;

  function look(id: IncidentId): Promise<void> {
    const standing = standings.get(id) ?? newStanding();
    standings.set(id, standing);
    standing.again = true;
    standing.running ??= run(id, standing).finally(() => {
      standing.running = null;
    });
    return standing.running;
  }

  /** Entries that arrive while one telling runs are told together in the next; how often an edit goes out is the outbox's. */
  async function run(id: IncidentId, standing: Standing): Promise<void> {
    while (standing.again && !stopped) {
      standing.again = false;
      try {
        await tell(needs, id, standing);
        owed.delete(id);
      } catch (error) {
        owed.add(id);
        needs.log.warn({ incident: id, cause: String(error) }, 'an incident could not be told; it is tried again soon');
        return;
      }
    }
  }

  const lookAtOwed = () => [...owed].map((id) => look(id));

  async function lookAtAll(liveOnly: boolean): Promise<void> {
    const lines = await needs.store.list({ liveOnly, limit: liveOnly ? 200 : RECENT_INCIDENTS });
    await Promise.all(lines.map((line) => look(line.id)));
  }

  const deaf = await needs.store.listen((id) => void look(id));
  const first = Promise.all([lookAtAll(true), lookAtAll(false)]).catch((error: unknown) => {
    needs.log.warn({ cause: String(error) }, 'the incidents could not be listed; it is tried again soon');
  });
  const timer = setInterval(() => {
    void Promise.all(lookAtOwed());
    void lookAtAll(true).catch(() => undefined);
  }, LOOK_AGAIN_MS);

  return {
    caughtUp: async () => {
      await first;
      await lookAtAll(true);
      await Promise.all([...standings.keys()].map(look));
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await deaf();
      await Promise.all([...standings.values()].map((standing) => standing.running));
    },
  };
}

function newStanding(): Standing {
  return { told: 0, memory: nothingTold, drawn: { headline: '', card: '' }, again: false, running: null };
}

async function tell(needs: NarratorNeeds, id: IncidentId, standing: Standing): Promise<void> {
  const read = await needs.store.read(id, standing.told);
  const last = read?.entries.at(-1);
  if (read === null || last === undefined) return;
  const facts = await needs.card(id);
  if (facts === null) return;
  const told = await drawWithNames(facts.service.timeZone, needs.names, (reader) =>
    tellIncident(facts, read.entries, standing.memory, reader),
  );
  await needs.outbox.post(standing.told === 0 ? [told.headline, told.card, ...told.lines] : told.lines);
  await redraw(needs, standing, told);
  await callRungs(needs, facts, read.entries);
  await settleContacts(needs, facts, read.entries);
  await needs.keepTopic(facts);
  Object.assign(standing, { told: last.n, memory: told.memory });
}

async function redraw({ outbox }: NarratorNeeds, standing: Standing, { headline, card }: Told): Promise<void> {
  await editIfNew('headline', headline);
  await editIfNew('card', card);

  async function editIfNew(which: 'headline' | 'card', message: OutboundMessage): Promise<void> {
    const look = JSON.stringify([message.text, message.blocks]);
    if (standing.drawn[which] === look) return;
    await outbox.edit(message.key, { text: message.text, blocks: message.blocks });
    standing.drawn[which] = look;
  }
}

/** Whoever may decide at once is called only when their rung opens; then they are, by a message of their own. */
async function callRungs(needs: NarratorNeeds, facts: CardFacts, entries: readonly Entry[]): Promise<void> {
  if (!concernsCalls(entries) || facts.incident.calls.length === 0) return;
  const calls = await drawWithNames(facts.service.timeZone, needs.names, (reader) => rungCalls(facts, reader));
  await needs.outbox.post(calls);
}

/** Once the lead answered, or nothing is left to decide, "I am here" has done its work and its button goes. */
async function settleContacts(needs: NarratorNeeds, facts: CardFacts, entries: readonly Entry[]): Promise<void> {
  const edits = await drawWithNames(facts.service.timeZone, needs.names, (reader) =>
    contactEdits(facts, entries, reader),
  );
  for (const { key, drawn } of edits) await needs.outbox.edit(key, drawn);
}
