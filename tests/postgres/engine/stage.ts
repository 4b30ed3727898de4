import { beforeAll, expect, onTestFinished } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { EntryBody } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { Conductor } from '../../../src/engine/conductor.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { stepOf } from '../../../src/engine/next-move.ts';
import type { StepDefinition } from '../../../src/engine/step.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { closed, openIncident } from '../store/fixtures.ts';
import { freshStore, type HomeName } from '../store/homes.ts';
import { createEffectTable, type EffectTable, effectTable } from './effects.ts';
import { approve, leaseMs, type SmallHouse, startSmallConductor } from './small-house.ts';
import { rowStep } from './small-steps.ts';

/** A store, a table of effects, and incidents in between: where the engine's tests play. */
export interface Stage {
  store(): Store;
  table(): EffectTable;
  readonly tableUrl: () => string;
  readonly place: string;
  /** A declared incident. It is closed after the test, so that no later conductor takes it. */
  incident(): Promise<IncidentId>;
  /** Starts a conductor over this stage's store and table; stopped after the test. */
  conductor(
    given: Omit<Parameters<typeof startSmallConductor>[0], 'store' | 'table'> & {
      readonly store?: SmallHouse['store'];
    },
  ): Conductor;
  /** A declared incident whose plan of these steps the lead has approved; nobody carries it out yet. */
  approved(execution: readonly StepDefinition[]): Promise<IncidentId>;
  fold(id: IncidentId): Promise<Incident>;
  kinds(id: IncidentId): Promise<string[]>;
  bodies(id: IncidentId): Promise<EntryBody[]>;
  /** Resolves when the incident's journal has come so far. */
  until(id: IncidentId, holds: (incident: Incident) => boolean): Promise<Incident>;
}

/** Call in a `describe`. */
export function setStage(home: HomeName): Stage {
  const store = freshStore(home, { leaseMs });
  const database = freshDatabase();
  beforeAll(() => createEffectTable(database.url));
  const table = () => effectTable(database.url, database.name);
  const fold = async (id: IncidentId) => {
    const incident = await openJournal(store().entries).incident(id);
    if (incident === null) throw new Error(`there is no ${id}`);
    return incident;
  };
  const bodies = async (id: IncidentId) =>
    ((await store().entries.read(id, 0))?.entries ?? []).map((entry) => entry.body);
  const stage: Stage = {
    store,
    table,
    tableUrl: () => database.url,
    place: database.name,
    async incident() {
      const { id } = await openIncident(store());
      onTestFinished(() => closeWhateverHappens(store(), id));
      return id;
    },
    conductor(given) {
      const conductor = startSmallConductor({ store: store(), ...given, table: table() });
      onTestFinished(() => conductor.stop());
      return conductor;
    },
    fold,
    bodies,
    kinds: async (id) => (await bodies(id)).map(wordOf),
    async until(id, holds) {
      await expect.poll(async () => holds(await fold(id)), { timeout: 30_000, interval: 25 }).toBe(true);
      return fold(id);
    },
    async approved(execution) {
      const id = await stage.incident();
      const first = stage.conductor({ preparation: [rowStep('safe', table())], execution });
      await stage.until(id, ({ phase }) => phase === 'deciding');
      await first.stop();
      await approve(store(), id);
      return id;
    },
  };
  return stage;
}

export const isDone =
  (step: string) =>
  (incident: Incident): boolean =>
    stepOf(incident, step).status === 'done';

/** `step-began one`, `plan-proposed`: what an entry says, short enough for a list. */
function wordOf(body: EntryBody): string {
  return 'step' in body ? `${body.kind} ${body.step}${'found' in body && body.found ? ' (found)' : ''}` : body.kind;
}

async function closeWhateverHappens(store: Store, id: IncidentId): Promise<void> {
  const chain = await store.entries.readChain(id);
  const last = chain?.links.at(-1);
  if (last === undefined || last.body.includes('"incident-closed"')) return;
  await store.entries.append(id, { n: last.n, digest: last.digest as never }, [closed], {});
}
