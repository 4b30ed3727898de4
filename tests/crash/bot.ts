// The real bot with short leases, which ends itself where the campaign's orders say so.
import { dirname } from 'node:path';
import { startRecourse } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import type { Draft, EntryBody } from '../../src/domain/entry.ts';
import type { EntryStore } from '../../src/ports/entry-store.ts';
import type { ServicePorts } from '../../src/ports/service-ports.ts';
import { type Moment, readOrders, spendOrders } from './orders.ts';

/** Short, so that a campaign of many crashes ends today; long enough for a machine that others use too. */
const leaseMs = 2_000;
const times = { pollMs: 200, heartbeatMs: 400, retryMs: 500, giveUpMs: 1_300 };
const pace = { betweenPostsMs: 0, betweenEditsMs: 100 };

const config = loadConfig();
const folder = dirname(config.file);

/** Nothing after this line runs: the kernel ends or stops us before the call returns. */
function carryOut(): void {
  const orders = readOrders(folder);
  if (orders === null || !spendOrders(folder)) return;
  process.kill(process.pid, orders.deed === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

function isMoment<At extends Moment['at']>(at: At, fits: (moment: Extract<Moment, { at: At }>) => boolean): boolean {
  const orders = readOrders(folder);
  return orders?.at === at && fits(orders as Extract<Moment, { at: At }> & { deed: 'kill' });
}

const stepIn = (body: EntryBody) => ('step' in body ? body.step : null);

function beforeWriting(drafts: readonly Draft[]): void {
  const outcome = drafts.find(({ body }) => body.kind === 'step-done')?.body;
  if (outcome === undefined) return;
  if (isMoment('outcome', ({ step }) => step === stepIn(outcome))) carryOut();
  if (isMoment('inside', ({ step }) => step === stepIn(outcome))) carryOut();
}

function afterWriting(drafts: readonly Draft[]): void {
  for (const { body } of drafts) {
    if (isMoment('after', ({ kind, step }) => kind === body.kind && step === stepIn(body))) carryOut();
    if (body.kind === 'step-began' && isMoment('inside', ({ step }) => step === body.step)) dieLater(body.step);
  }
}

function dieLater(step: string): void {
  const orders = readOrders(folder);
  if (orders?.at !== 'inside') return;
  setTimeout(() => {
    if (isMoment('inside', (moment) => moment.step === step)) carryOut();
  }, orders.afterMs);
}

function entries(store: EntryStore): EntryStore {
  return {
    ...store,
    async open(given) {
      const result = await store.open(given);
      if (result.kind === 'opened') afterWriting([given.draft]);
      return result;
    },
    async append(id, head, drafts, guard) {
      beforeWriting(drafts);
      const result = await store.append(id, head, drafts, guard);
      if (result.kind === 'appended') afterWriting(drafts);
      return result;
    },
  };
}

/** What the swap says of itself when production is closed and empty, and still bears its name. */
const behindTheGate = 'drained: renaming';

function ports(_: unknown, own: ServicePorts): ServicePorts {
  const { swap } = own;
  return {
    ...own,
    swap: {
      ...swap,
      promote: (intent, copy, grant, effort) =>
        swap.promote(intent, copy, grant, {
          ...effort,
          progress(say) {
            if (say === behindTheGate && isMoment('gate', () => true)) carryOut();
            effort.progress(say);
          },
        }),
    },
  };
}

const recourse = await startRecourse(config, { leaseMs, times, pace, entries, ports });
process.once('SIGTERM', () => void recourse.stop().then(() => process.exit(0)));
