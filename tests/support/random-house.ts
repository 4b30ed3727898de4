import { z } from 'zod';
import type { Draft, Entry } from '../../src/domain/entry.ts';
import { RecourseError } from '../../src/domain/errors.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { conductWith } from '../../src/engine/conduct-incident.ts';
import type { StepDefinition } from '../../src/engine/step.ts';
import type { ServicePorts } from '../../src/ports/service-ports.ts';
import type { House } from '../../src/services/house.ts';
import { keepTimeWith } from '../../src/services/time/keep-time.ts';
import { declared } from './incident-builder.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { perform, proposal, stepNames } from './perform-act.ts';
import type { Act, Conduct } from './random-acts.ts';
import { storyBegins } from './restore-story.ts';
import { votingHouse } from './voting-house.ts';

export const isGranted = (step: string): boolean => stepNames.includes(step);

/** A house in which everything is real but the store's shelf, Slack and what steps do to the world. */
export interface RandomHouse {
  happen(what: Act | Conduct): Promise<void>;
  entries(): readonly Entry[];
  /** What steps did to the world, with the number of entries that stood by then. */
  readonly effects: readonly { readonly step: string; readonly after: number }[];
}

export function randomHouse(service: ServicePolicy, by: PersonId): RandomHouse {
  const memory = memoryStore(storyBegins, declaration(by));
  const effects: { step: string; after: number }[] = [];
  const sent = new Set<number>();
  let clicks = 0;

  async function happen(what: Act | Conduct): Promise<void> {
    if (what.kind === 'conduct') await conductOnce(what);
    else await actOnce(what);
  }

  async function actOnce(what: Act): Promise<void> {
    const house = votingHouse(memory.store, [service]);
    clicks += 1;
    await perform(what, { memory, house, service, once: `click-${clicks}` });
  }

  /** Under a lease, a journal and a memory of its own, as after every start. */
  async function conductOnce({ meanwhile, diesAt, deliveryFails }: Conduct): Promise<void> {
    const lease = memory.lease();
    const dying = new AbortController();
    const todo = [...meanwhile];
    const pause = async (at: Conduct['diesAt']) => {
      const next = todo.shift();
      if (next !== undefined) await actOnce(next);
      if (at === diesAt) die();
    };
    const die = () => {
      memory.lease();
      dying.abort(dead);
      throw dead;
    };
    const house = { ...votingHouse(memory.store, [service]), store: memory.store } as unknown as House;
    const conducting = {
      journal: house.journal,
      steps: new Map(stepNames.map((name) => [name, effectStep(name, { effects, memory, pause })])),
      preparationOf: () => [],
      policyOf: () => service,
      portsOf: () => ({ fencing: { raise: async () => undefined } }) as unknown as ServicePorts,
      turn: () => [],
      propose: (incident: Incident) => proposal(service, incident.lastRevision + 1),
      keepTime: keepTimeWith({
        house,
        deliver: async (incident, attempt) => {
          sent.add(incident.contacts.find((contact) => contact.attempt === attempt)?.entry ?? 0);
          if (diesAt === 'delivery') die();
          return deliveryFails ? { kind: 'failed', why: 'no such user' } : { kind: 'delivered' };
        },
      }),
      heard: () => undefined,
    };
    await conductWith(conducting)(lease, dying.signal).catch((error) => {
      if (!(error instanceof RecourseError && handedOver.has(error.code))) throw error;
    });
  }

  return { happen, entries: memory.entries, effects };
}

const dead = new RecourseError('The process was killed.', { code: 'lease-lost', hint: 'Another goes on.' });
const handedOver: ReadonlySet<string> = new Set(['lease-lost', 'fenced-off']);

/** Something done to production: found again if it was begun and happened. */
function effectStep(
  name: string,
  given: {
    readonly effects: { step: string; after: number }[];
    readonly memory: MemoryStore;
    pause(at: Conduct['diesAt']): Promise<void>;
  },
): StepDefinition {
  const { effects, memory, pause } = given;
  return {
    ...{ name, title: name, needs: 'grant', undo: async () => 'taken back' },
    intent: z.object({ from: z.number() }),
    outcome: z.object({}),
    check: async (_: unknown, begun: { from: number } | null) => {
      await pause('check');
      const done = begun !== null && effects.some(({ step, after }) => step === name && after > begun.from);
      return done
        ? { kind: 'already-done', outcome: {} }
        : { kind: 'to-do', intent: { from: memory.entries().length } };
    },
    run: async () => {
      await pause('run');
      effects.push({ step: name, after: memory.entries().length });
      await pause('outcome');
      return {};
    },
    verify: async () => [],
  } as unknown as StepDefinition;
}

function declaration(by: PersonId): Draft {
  const { declaration: words } = declared({ by }).incident;
  return { by: { kind: 'person', id: by }, body: { kind: 'incident-declared', declaration: words } };
}
