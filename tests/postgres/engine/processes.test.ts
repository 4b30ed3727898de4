import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningProgram, startProgram } from '../../../demo/cluster/start-program.ts';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { type FreshDatabase, freshDatabase } from '../../support/cluster.ts';
import { openIncident } from '../store/fixtures.ts';
import type { Orders } from './conductor-process.ts';
import { createEffectTable, effectTable } from './effects.ts';

const program = join(import.meta.dirname, 'conductor-process.ts');
const steps = ['one', 'two', 'three'];

describe.each(['before', 'after'] as const)(
  'of two conductors in processes, the first, %s the effect of a step,',
  (when) => {
    const storeAt = freshDatabase();
    const tableAt = freshDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'recourse-conductor-'));
    beforeAll(async () => {
      await createEffectTable(tableAt.url);
      await ask('CREATE TABLE arrived (holder text); CREATE TABLE go (yes bool)');
      return () => rmSync(folder, { recursive: true });
    });

    const ask = (sql: string) => withClient(tableAt.url, async (client) => (await client.query(sql)).rows);
    const said = (holder: string) => readFileSync(join(folder, `${holder}.log`), 'utf8');

    async function start(holder: string, pauseIn?: Orders['pauseIn']): Promise<RunningProgram> {
      const at = { storeUrl: storeAt.url, tableUrl: tableAt.url, place: tableAt.name };
      const orders: Orders = { ...at, holder, steps, ...(pauseIn === undefined ? {} : { pauseIn }) };
      const running = await startProgram(program, [JSON.stringify(orders)], join(folder, `${holder}.log`));
      onTestFinished(async () => {
        if (running.isRunning()) process.kill(running.pid, 'SIGCONT');
        await running.stop();
      });
      return running;
    }

    /** An incident that a first conductor has brought into the middle of step two. */
    async function arrivedInStepTwo(): Promise<{ store: Store; id: IncidentId; first: RunningProgram }> {
      await ask('TRUNCATE arrived, go');
      const store = await openStore({ databaseUrl: storeAt.url });
      onTestFinished(() => store.close());
      const { id } = await openIncident(store);
      const first = await start('first', { step: 'two', when });
      await expect.poll(() => ask('SELECT FROM arrived'), { timeout: 20_000 }).toHaveLength(1);
      return { store, id, first };
    }

    async function finishedByTheSecond(store: Store, id: IncidentId): Promise<void> {
      await start('second');
      const journal = openJournal(store.entries);
      await expect.poll(async () => (await journal.incident(id))?.phase, { timeout: 30_000 }).toBe('deciding');
      const bodies = (await journal.entries(id)).map(({ body }) => body);
      expect(bodies.filter(({ kind }) => kind === 'conductor-changed')).toMatchObject([
        { from: 'first', to: 'second' },
      ]);
      expect(bodies).toContainEqual(
        expect.objectContaining({ kind: 'step-done', step: 'two', found: when === 'after' }),
      );
    }

    test('is killed; the second takes over and does nothing twice', async () => {
      const { store, id, first } = await arrivedInStepTwo();
      await first.stop('SIGKILL');
      await finishedByTheSecond(store, id);
      await expectEachEffectOnce(tableAt, id);
    });

    test('is paused; the second takes over; the first wakes up, and writes and does nothing', async () => {
      const { store, id, first } = await arrivedInStepTwo();
      process.kill(first.pid, 'SIGSTOP');
      await finishedByTheSecond(store, id);
      const head = (await store.entries.readChain(id))?.head.n;
      const saidBefore = said('first').length;
      await ask('INSERT INTO go VALUES (true)');
      process.kill(first.pid, 'SIGCONT');
      await expect.poll(() => said('first').slice(saidBefore), { timeout: 20_000 }).toContain('goes on\n');
      await first.stop();
      expect(said('first').slice(saidBefore)).not.toContain('appended');
      expect((await store.entries.readChain(id))?.head.n).toBe(head);
      await expectEachEffectOnce(tableAt, id);
    });
  },
);

async function expectEachEffectOnce(tableAt: FreshDatabase, id: IncidentId): Promise<void> {
  const table = effectTable(tableAt.url, tableAt.name);
  expect((await table.of(id)).map(({ step }) => step)).toEqual(steps);
  expect(await table.overlaps()).toBe(0);
}
