import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askDatabase } from '../../../demo/cluster/with-client.ts';
import type { Promptrefine } from '../../../demo/promptrefine/start.ts';
import type { CrashWorld } from '../crash-world.ts';
import { readTurns } from '../turn-switch.ts';

const ours = "error_message = 'model provider answered 503'";
const featureFile = (folder: string) => join(folder, 'search-switch.txt');

/** Undoes what `failRuns` did, and could not be done twice without a trace. */
const retry = `UPDATE test_runs SET error_message = '429 rate limit reached', latency_ms = latency_ms + 1
 WHERE correlation_id IN (SELECT correlation_id FROM recourse_affected);
`;

/** The service's own switch with a quick watch and a retry that counts its runs, and a feature whose turns are noted. */
export function countedSwitches(folder: string, [testRuns]: readonly object[]): readonly object[] {
  const script = join(folder, 'retry-runs.sql');
  writeFileSync(script, retry);
  const turn = (...words: string[]) => ({
    run: [process.execPath, join(import.meta.dirname, '..', 'turn-switch.ts'), featureFile(folder), ...words],
  });
  const recheck = { ...(testRuns as { recheck: object }).recheck, every: '300ms', well_for: 2 };
  const evidence = {
    count: `SELECT count(*) FROM test_runs WHERE ${ours}`,
    threshold: 5,
    affected: `SELECT correlation_id, error_message FROM test_runs WHERE ${ours}`,
  };
  return [
    { ...testRuns, evidence, recheck, retry: { script } },
    { name: 'search', title: 'Search', of: 'feature', state: turn(), disable: turn('off'), enable: turn('on') },
  ];
}

/** Six runs that failed look as if the model provider had failed them. */
export function failRuns({ world }: CrashWorld<Promptrefine>): Promise<unknown> {
  return askDatabase(
    world.service.ownerUrl,
    `UPDATE test_runs SET error_message = 'model provider answered 503', latency_ms = latency_ms - 1
      WHERE id IN (SELECT id FROM test_runs WHERE status = 'failed' AND error_message = '429 rate limit reached' ORDER BY id LIMIT 6)`,
  );
}

/** The service itself says that test runs are on again. */
export async function testRunsAreOn({ world: { service } }: CrashWorld<Promptrefine>): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${service.adminToken}` };
  const answer = await (await fetch(`${service.baseUrl}/admin/test-runs`, { headers })).json();
  const { on } = answer as { on: boolean };
  return on ? [] : ['test runs are still switched off'];
}

/** Off and on again, each once, or once more where nobody heard the end of the command; and on in the end. */
export async function featureWasTurned({ world }: CrashWorld<Promptrefine>): Promise<readonly string[]> {
  const turns = readTurns(featureFile(world.folder));
  const count = (wanted: string) => turns.filter((turn) => turn === wanted).length;
  const told = `the feature was turned ${turns.join(', ')}`;
  const isRight = turns[0] === 'off' && turns.at(-1) === 'on' && count('off') <= 2 && count('on') <= 2;
  return isRight ? [] : [told];
}

/** The next incident finds the feature as the first one did. */
export async function forgetTurns({ world }: CrashWorld<Promptrefine>): Promise<void> {
  writeFileSync(featureFile(world.folder), '');
}
