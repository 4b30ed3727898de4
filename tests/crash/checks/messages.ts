import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { keyOf, keysOf } from '../message-keys.ts';
import type { CheckUp, Evidence } from './evidence.ts';

/** The courier has nothing else to do: whatever is not there after this will not come. */
const PATIENCE_MS = 30_000;

/** Every message that the journal asks for stands in Slack once, and none that it does not ask for. */
export const checkMessages: CheckUp = async (evidence) => {
  const expected = new Set(keysOf(evidence.id, evidence.entries));
  await delivered(evidence, expected);
  const counts = countKeys(evidence);
  return [
    ...[...expected].filter((key) => !counts.has(key)).map((key) => `${key} is missing in Slack`),
    ...[...counts].filter(([, count]) => count > 1).map(([key, count]) => `${key} stands ${count} times in Slack`),
    ...[...counts.keys()]
      .filter((key) => !expected.has(key))
      .map((key) => `${key} stands in Slack; the journal does not ask for it`),
    ...(await leftInOutbox(evidence)).map((line) => `the outbox still holds ${line}`),
  ];
};

async function delivered(evidence: Evidence, expected: ReadonlySet<string>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    await evidence.at.keepUp();
    const counts = countKeys(evidence);
    const missing = [...expected].some((key) => !counts.has(key));
    if (!missing && (await leftInOutbox(evidence)).length === 0) return;
    await wait(100);
  }
}

/** How often each key of this incident stands in any channel or direct conversation. */
function countKeys({ at, id }: Evidence): Map<string, number> {
  const counts = new Map<string, number>();
  for (const message of at.world.slack.scene.messages) {
    const key = keyOf(message);
    if (key?.startsWith(`${id}/`)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function leftInOutbox({ at, id }: Evidence): Promise<string[]> {
  return withClient(at.world.storeUrl, async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT key || ' (' || state || coalesce(', ' || why, '') || ')' AS line FROM recourse.message
        WHERE starts_with(key, $1) AND (state <> 'posted' OR shown < look)`,
      [`${id}/`],
    );
    return rows.map(({ line }) => line);
  });
}
