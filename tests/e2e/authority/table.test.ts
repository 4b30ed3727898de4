import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/entry.ts';
import { typedPhrase } from '../../../src/policy/confirmation.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { type Office, openOffice } from './office.ts';
import { pressChoice, type Told } from './pressing.ts';
import { openDeciding } from './scenes.ts';
import { lateRows, type Row, rows } from './table-rows.ts';

const database = freshDatabase();
let office: Office;
beforeAll(async () => {
  office = await openOffice({
    databaseUrl: database.url,
    services: [...rows, ...lateRows].map(({ service }) => service),
  });
});
afterAll(() => office.close());

/** A table that shrinks proves less: its size is a claim too. */
test('the table has every role, profile, reachability, window, requester and way of answering', () => {
  expect(rows).toHaveLength(5 * 3 * (3 * 4 + 3 * 2 + 3 * 2) + 5 * 3 * (2 * 4 + 2 * 2));
});

describe('pressing Approve in Slack', () => {
  test.each(rows)('$name: $outcome', async (row) => {
    await checkRow(row);
  });
});

describe('pressing in Slack after the window', () => {
  test.each(lateRows)('$name: $outcome', async (row) => {
    await checkRow(row);
  });
});

async function checkRow(row: Row): Promise<void> {
  const { service, person, choice, expected } = row;
  const id = await openDeciding(office.store.entries, row);
  const card = await office.postCard(id);
  const before = (await journalOf(id)).length;
  const incident = await office.replicas[0]?.house.journal.incident(id);
  const typed = incident ? typedPhrase(incident, service) : null;
  const told = await pressChoice(office, person, card, choice, { typed, reason: 'the data is gone' });
  const written = (await journalOf(id)).slice(before);
  if (expected.kind === 'refused') {
    expect(told.text).toMatch(expected.says);
    expect(written.map(({ body }) => body.kind)).toEqual([]);
    return;
  }
  expectDecision(row, told, written);
}

function expectDecision({ expected, choice, person, standing }: Row, told: Told, written: readonly Entry[]): void {
  expect(told.way).toBe('answer');
  expect(told.text).toContain('Recorded for INC-');
  const decision = written.at(-1);
  if (decision?.body.kind !== 'decision-made') throw new Error(`no decision: ${told.text}`);
  expect(decision.by).toEqual({ kind: 'person', id: person });
  const { vote } = decision.body;
  expect([vote.choice, vote.by, vote.revision]).toEqual([choice, person, 1]);
  if (expected.kind === 'decides') expect(vote.basis.rule).toBe(expected.rule);
  expect(vote.basis.evidence.length > 0).toBe(vote.basis.rule === 'stand-in');
  expectLateness(vote.lateByMs, standing);
}

/** A minute late in the scene, and as much more as this machine took to press. */
function expectLateness(lateByMs: number | undefined, standing: Row['standing']): void {
  if (standing !== 'after') {
    expect(lateByMs).toBeUndefined();
    return;
  }
  expect(lateByMs).toBeGreaterThanOrEqual(60_000);
  expect(lateByMs).toBeLessThan(90_000);
}

async function journalOf(id: Parameters<Office['postCard']>[0]): Promise<readonly Entry[]> {
  return (await office.store.entries.read(id, 0))?.entries ?? [];
}
