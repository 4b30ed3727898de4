import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '../../adapters/store/open-store.ts';
import { systemClock } from '../../compose/system-clock.ts';
import type { DrillId } from '../../domain/drill.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { askDrill } from '../../services/drills/ask-drill.ts';
import { drillPlace, readDrills } from '../../services/drills/drill-log.ts';
import { holdUnder } from '../../services/drills/keep-drills.ts';
import { openService } from '../backup/service-ports.ts';
import { findService, loadSetup, withStore } from '../configuration.ts';
import { interruption } from '../interruption.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { tellDrill } from './report-drill.ts';
import type { ReportForm } from './write-report.ts';

/** A drill may be in the hands of a bot on the same store; so often we look, in ms. */
const LOOK_MS = 1_000;

/** Holds a drill as `/drill run` does; what it is doing goes to the error output. */
export async function runDrill(
  name: string,
  options: { readonly format: ReportForm },
  terminal: Terminal,
): Promise<ExitCode> {
  const setup = loadSetup();
  const service = findService(setup.settings, name);
  return withStore(setup.settings, async (store) => {
    const asking = { by: theBot, from: `${userInfo().username} (terminal)`, once: `terminal:${randomUUID()}` };
    const house = { drills: store.drills, services: [service], wake: () => undefined };
    const asked = await askDrill(house, asking, service.name);
    if (asked.kind === 'refused') {
      for (const { say, hint } of asked.reasons) terminal.err(`${say} → ${hint}`);
      return 1;
    }
    await untilHeld(store, service, asked.value.id, terminal);
    const sight = await readDrills(store.drills, service);
    const drill = sight.history.drills.find(({ id }) => id === asked.value.id) ?? asked.value;
    return tellDrill(setup, { service, sight, drill }, options, terminal);
  });
}

/** Holds it where no bot on the same store does, and waits until it has ended. */
async function untilHeld(store: Store, service: ServicePolicy, id: DrillId, terminal: Terminal): Promise<void> {
  const signal = interruption();
  for (;;) {
    const { history } = await readDrills(store.drills, service);
    if (history.drills.find((each) => each.id === id)?.state === 'ended') return;
    signal.throwIfAborted();
    const lease = await store.drills.claim(`terminal ${process.pid}`, [drillPlace(service)]);
    if (lease === null) await delay(LOOK_MS, undefined, { signal });
    else await holdUnder(await needsOf(store, service, terminal), lease, signal);
  }
}

async function needsOf(store: Store, service: ServicePolicy, terminal: Terminal) {
  const { ports } = await openService(service.name, store.identity);
  return {
    house: {
      drills: store.drills,
      portsOf: () => ports,
      // Whom a failed drill falls to is asked of Slack, which the terminal does without.
      people: { roster: async () => ({ roster: {}, unresolved: [] }), timeZone: async () => null },
      home: store.identity,
      services: [service],
    },
    clock: systemClock,
    tell: async (_: ServicePolicy, __: unknown, ___: unknown, progress: string | null) => {
      if (progress !== null) terminal.err(progress);
    },
    heard: (error: unknown, where: string) =>
      terminal.err(`${where}: ${error instanceof Error ? error.message : error}`),
  };
}
