import { expect, test } from 'vitest';
import { RecourseError } from '../../src/domain/errors.ts';
import type { OutboundMessage } from '../../src/ports/chat.ts';
import { retryClosedCopies } from '../../src/schedule/closed-copies.ts';
import { policy } from '../support/incident-builder.ts';

const service = policy();
const copy = { name: 'app_scratch_inc_7_f1', oid: 42, systemIdentifier: '1' };
const inUse = new RecourseError('app_scratch_inc_7_f1 is still in use and was not dropped: psql of dana.', {
  code: 'database-refused',
  hint: 'End what is named here, then try again.',
});

/** INC-7 is closed, and its copy resists as often as is said. */
function stage(resists: number) {
  const posted = new Map<string, OutboundMessage>();
  let [tries, there] = [0, true];
  const copies = {
    ofRun: async () => (there ? [copy] : []),
    find: async () => copy,
    drop: async () => {
      tries += 1;
      if (tries <= resists) throw inUse;
      there = false;
    },
  };
  const house = {
    services: [service],
    store: { list: async () => [{ id: 'INC-7', service: service.name, closedAt: '2026-11-21T12:00:00.000Z' }] },
    journal: { incident: async () => ({ id: 'INC-7', steps: {}, declaration: { service: service.name } }) },
    portsOf: () => ({ copies }),
    outbox: {
      post: async (messages: readonly OutboundMessage[]) => {
        for (const each of messages) if (!posted.has(each.key)) posted.set(each.key, each);
      },
    },
  };
  const look = () => retryClosedCopies(house as never, { warn: () => undefined } as never);
  return { look, posted, isThere: () => there };
}

test('a copy that resists when its incident is closed is told of once in its thread, and dropped by a later look', async () => {
  const { look, posted, isThere } = stage(2);
  await look();
  await look();
  expect([...posted.values()]).toMatchObject([{ key: 'INC-7/copies-left', threadOf: 'INC-7/headline' }]);
  const said = JSON.stringify([...posted.values()]);
  expect(said).toContain('psql of dana');
  expect(said).toContain('End what is named here');
  expect(isThere()).toBe(true);
  await look();
  expect(isThere()).toBe(false);
  await look();
  expect(posted.size).toBe(1);
});

test('nothing is said where nothing is left', async () => {
  const { look, posted } = stage(0);
  await look();
  expect(posted.size).toBe(0);
});
