import type pg from 'pg';
import { seedCounts, seedPrompts, seedSequences, seedTestRuns, seedUsers, seedVersions } from './seed-statements.ts';
import { hashPassword } from './service/sessions.ts';

/** The password of every seeded user. */
export const demoPassword = 'correct-horse-battery';
/** The first seeded user. */
export const demoEmail = 'demo@promptrefine.example';

/**
 * Fills the four tables on the server itself, in one transaction. `factor` 1 makes about 400,000 rows; the same factor
 * makes the same rows every time. Needs a login that owns the tables.
 */
export async function seedDatabase(client: pg.Client, factor: number): Promise<void> {
  const { users, prompts, runsPerPrompt } = seedCounts(factor);
  const passwordHash = hashPassword(demoPassword, Buffer.from('promptrefine-demo'));
  await client.query('BEGIN');
  await client.query(seedUsers, [users, passwordHash]);
  await client.query(seedPrompts, [prompts, users]);
  await client.query(seedVersions, [prompts, users]);
  await client.query(seedTestRuns, [runsPerPrompt, users]);
  await client.query(seedSequences);
  await client.query('COMMIT');
  await client.query('ANALYZE users, prompts, prompt_versions, test_runs');
}
