import { startCluster } from '../demo/cluster/start-cluster.ts';
import { openStore, type Store } from '../src/adapters/store/open-store.ts';
import type { Draft } from '../src/domain/entry.ts';
import { ChannelId, type IncidentId, PersonId, ServiceName } from '../src/domain/ids.ts';
import { theBot } from '../src/domain/person.ts';
import { type Journal, openJournal } from '../src/engine/journal.ts';
import { type Bench, type Measured, percentile, timed } from './measured.ts';

const ROUNDS = 400;
const BATCH = 500;
const note: Draft = {
  by: theBot,
  body: { kind: 'note-added', text: 'rows per minute stand still: 0 inserted, 0 updated' },
};

/** Who appends knows the head, as people's clicks do: it is not read within the measurement. */
const heads = new Map<IncidentId, Parameters<Store['entries']['append']>[1]>();

/** Does an incident slow down as its journal grows? Append and status at 100,000 entries against 100, on a durable server. */
export const benchJournal: Bench = async (say) => {
  const cluster = await startCluster({ durable: true, say });
  try {
    const store = await openStore({ databaseUrl: cluster.url() });
    try {
      const small = await incidentOf(store, 'small', 100);
      say('an incident of 100 entries is there');
      const large = await incidentOf(store, 'large', 100_000);
      say('an incident of 100,000 entries is there');
      return await compare(store, small, large);
    } finally {
      await store.close();
    }
  } finally {
    await cluster.stop();
  }
};

/** Interleaved, so that whatever else the machine does falls on both. */
async function compare(store: Store, small: IncidentId, large: IncidentId): Promise<Measured> {
  const journal = openJournal(store.entries);
  const coldFold100k = await timed(() => journal.incident(large));
  const coldFold100 = await timed(() => journal.incident(small));
  const append = { small: [] as number[], large: [] as number[] };
  const status = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [size, id] of inTurn(round, small, large)) {
      append[size].push(await timed(() => appendNote(store, id)));
      status[size].push(await timed(() => statusOf(journal, id)));
    }
  }
  return {
    ratios: {
      'append-100k-vs-100': percentile(append.large, 0.5) / percentile(append.small, 0.5),
      'status-100k-vs-100': percentile(status.large, 0.5) / percentile(status.small, 0.5),
    },
    figures: {
      'append-100k-p50-ms': percentile(append.large, 0.5),
      'append-100k-p99-ms': percentile(append.large, 0.99),
      'append-100-p50-ms': percentile(append.small, 0.5),
      'append-100-p99-ms': percentile(append.small, 0.99),
      'status-100k-p50-ms': percentile(status.large, 0.5),
      'status-100-p50-ms': percentile(status.small, 0.5),
      'cold-fold-100k-ms': coldFold100k,
      'cold-fold-100-ms': coldFold100,
    },
  };
}

function inTurn(round: number, small: IncidentId, large: IncidentId) {
  const both = [['small', small] as const, ['large', large] as const];
  return round % 2 === 0 ? both : both.toReversed();
}

async function appendNote(store: Store, id: IncidentId): Promise<void> {
  const head = heads.get(id);
  if (head === undefined) throw new RangeError(`the head of ${id} is not known`);
  const result = await store.entries.append(id, head, [note], {});
  const last = result.kind === 'appended' ? result.entries.at(-1) : undefined;
  if (last === undefined) throw new Error(`an append was answered: ${result.kind}`);
  heads.set(id, last);
}

async function statusOf(journal: Journal, id: IncidentId): Promise<void> {
  const incident = await journal.incident(id);
  if (incident?.head.digest !== heads.get(id)?.digest) throw new Error('the status is not that of the newest entry');
}

/** An incident with so many entries, written through the store as in real life. */
async function incidentOf(store: Store, name: string, entries: number): Promise<IncidentId> {
  const service = ServiceName.parse(name);
  const { id } = await store.entries.open({
    service,
    environment: 'bench',
    draft: declaredNow(service, await store.entries.now()),
  });
  const first = (await store.entries.read(id, 0))?.entries[0];
  if (first === undefined) throw new Error(`${id} was opened without an entry`);
  let head = first;
  while (head.n < entries) {
    const drafts = Array.from({ length: Math.min(BATCH, entries - head.n) }, () => note);
    const result = await store.entries.append(id, head, drafts, {});
    if (result.kind !== 'appended') throw new Error(`an append was answered: ${result.kind}`);
    head = result.entries.at(-1) ?? head;
  }
  heads.set(id, head);
  return id;
}

function declaredNow(service: ServiceName, identifiedAt: Awaited<ReturnType<Store['entries']['now']>>): Draft {
  const declaredBy = PersonId.parse('U0BENCH');
  const channel = ChannelId.parse('C0BENCH');
  const facts = {
    identifiedAt,
    identifiedSource: 'declared-now',
    triggers: [{ code: 'data-deleted' }],
    seen: 'rows are gone',
  } as const;
  const declaration = { service, environment: 'bench', channel, declaredBy, ...facts, triggers: [...facts.triggers] };
  return { by: { kind: 'person', id: declaredBy }, body: { kind: 'incident-declared', declaration } };
}
