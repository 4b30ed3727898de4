import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLostRows } from '../../../src/adapters/vault/lost-rows.ts';
import { pruneLostRows } from '../../../src/services/backups/prune-lost-rows.ts';
import type { House } from '../../../src/services/house.ts';
import { policy } from '../../support/incident-builder.ts';

const backup = '20260101T000000Z-nightly-0001';

/** Exports of INC-3, closed in January, and of INC-4, closed in June; it is the last day of June. */
function stage(open: number) {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-lost-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['INC-3-20260102T101112131Z', 'INC-4-20260102T101112131Z', 'somebody else’s']) {
    mkdirSync(join(folder, backup, name), { recursive: true });
    writeFileSync(join(folder, backup, name, 'public.notes.csv.gz'), 'rows');
  }
  const closedAt: Record<string, string> = { 'INC-3': '2026-01-03T00:00:00.000Z', 'INC-4': '2026-06-20T00:00:00.000Z' };
  const house = {
    store: { now: async () => '2026-06-30T00:00:00.000Z', list: async () => Array.from({ length: open }) },
    journal: { incident: async (id: string) => ({ closedAt: closedAt[id] ?? null }) },
    portsOf: () => ({ backups: { list: async () => [], read: async () => null }, lostRows: createLostRows(folder) }),
  } as unknown as House;
  return { house, left: () => readdirSync(join(folder, backup)).sort() };
}

test('what was exported for an incident closed long ago goes, whole, and nothing else', async () => {
  const { house, left } = stage(0);
  const told = await pruneLostRows(house, policy(), { dryRun: true });
  expect(told.retired).toMatchObject([{ run: 'INC-3', why: expect.stringContaining('kept for 56 days') }]);
  expect(left()).toHaveLength(3);
  expect(await pruneLostRows(house, policy(), { dryRun: false })).toEqual(told);
  expect(left()).toEqual(['INC-4-20260102T101112131Z', 'somebody else’s']);
});

test('nothing goes while an incident is open, and that is said', async () => {
  const { house, left } = stage(1);
  const told = await pruneLostRows(house, policy(), { dryRun: false });
  expect(told).toMatchObject({ retired: [], spared: [{ run: 'INC-3', why: 'an incident is open' }] });
  expect(left()).toHaveLength(3);
});

test('an incident that is declared while rows go is asked about before each', async () => {
  const { house, left } = stage(0);
  const answers = [[], [{}]];
  const declaredMeanwhile = {
    ...house,
    store: { ...house.store, list: async () => answers.shift() ?? [{}] },
  } as unknown as House;
  const told = await pruneLostRows(declaredMeanwhile, policy(), { dryRun: false });
  expect(told).toMatchObject({ retired: [], spared: [{ run: 'INC-3', why: expect.stringContaining('meanwhile') }] });
  expect(left()).toHaveLength(3);
});
