import { expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { race } from './play-races.ts';

/** `npm run races -- --rounds 1000` plays as many as anybody wants to wait for. */
const rounds = 60;
const database = freshDatabase();

test(`${rounds} times five people press different buttons at once on two bots: one decision each, and the slower read who was faster`, async () => {
  const { wins, heard } = await race({ databaseUrl: database.url, rounds });
  expect([...wins.values()].reduce((sum, count) => sum + count, 0)).toBe(rounds);
  // A race that always has the same winner, or that one bot hears alone, is none.
  expect(wins.size).toBeGreaterThan(1);
  expect(Math.min(...heard)).toBeGreaterThan(rounds);
}, 120_000);
