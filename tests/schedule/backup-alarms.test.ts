import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/ids.ts';
import type { ServicePorts } from '../../src/ports/service-ports.ts';
import { raiseBackupAlarms } from '../../src/schedule/backup-alarms.ts';
import type { House } from '../../src/services/house.ts';
import { aBackup } from '../blocks/support/facts.ts';
import { policy } from '../support/incident-builder.ts';

const service = policy();
const backup = aBackup();
const dayMs = 86_400_000;

/** An outbox as the store keeps it: a key is posted once. */
function houseAt(now: Date, posted: Map<string, string>) {
  const outbox = {
    post: async (messages: readonly { key: string; text: string }[]) => {
      for (const { key, text } of messages) if (!posted.has(key)) posted.set(key, text);
    },
  };
  const ports = { backups: { list: async () => [backup] } } as unknown as ServicePorts;
  const store = { now: async () => toInstant(now) };
  return { store, outbox, portsOf: () => ports } as unknown as Pick<House, 'store' | 'outbox' | 'portsOf'>;
}

test('a stale backup is told once, in words that say how old it is, how old it may be, and what next', async () => {
  const posted = new Map<string, string>();
  const taken = Date.parse(backup.manifest.snapshotAt);
  await raiseBackupAlarms(houseAt(new Date(taken + dayMs), posted), service);
  expect(posted.size).toBe(0);
  for (const days of [2, 2.1, 3]) await raiseBackupAlarms(houseAt(new Date(taken + days * dayMs), posted), service);
  expect([...posted.keys()]).toEqual([`backup-alarm/${service.name}/stale/${backup.manifest.id}`]);
  const [text] = posted.values();
  expect(text).toMatch(/newest good backup of .* is 2 d.* old/);
  expect(text).toContain('/backup take');
});
