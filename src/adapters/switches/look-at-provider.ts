import { RecourseError } from '../../domain/errors.ts';
import type { RecheckPolicy, SwitchPolicy } from '../../domain/policy-file/switches.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Look } from '../../ports/switches.ts';
import type { SwitchGround } from './switches.ts';

/** Asks all that the policy names, one after the other: it is well when each of them says so (B11). */
export async function lookAtProvider({ recheck }: SwitchPolicy, ground: SwitchGround, effort: Effort): Promise<Look> {
  if (recheck === undefined) return { well: false, say: 'recourse.yaml names no way to look at it' };
  const looks: Look[] = [];
  for (const look of [askAddress, askQuery]) {
    const seen = await look(recheck, ground, effort);
    if (seen !== null) looks.push(seen);
  }
  const bad = looks.find(({ well }) => !well);
  return bad ?? { well: looks.length > 0, say: looks.map(({ say }) => say).join('; ') };
}

async function askAddress(
  { url, expect_status: expected, timeout: timeoutMs }: RecheckPolicy,
  { ask, strikeSecrets }: SwitchGround,
  { signal }: Effort,
): Promise<Look | null> {
  if (url === undefined) return null;
  const reply = await ask({ method: 'GET', url, headers: {}, body: null, timeoutMs }, signal);
  const { host } = new URL(url);
  if (reply.kind === 'unanswered') return { well: false, say: `${host} gave no answer: ${strikeSecrets(reply.why)}` };
  return { well: reply.status === expected, say: `${host} answered ${reply.status} in ${reply.ms} ms` };
}

async function askQuery(
  { query }: RecheckPolicy,
  { questions, database }: SwitchGround,
  effort: Effort,
): Promise<Look | null> {
  if (query === undefined) return null;
  try {
    const [answer] = await questions.numbers(database, [{ name: 'recheck', sql: query }], effort);
    if (answer?.number == null)
      return { well: false, say: `the query gave no number: ${answer?.trouble ?? 'no answer'}` };
    return { well: answer.number === 0, say: `${answer.number.toLocaleString('en-US')} still fail` };
  } catch (error) {
    // The database may be away for a moment; the next look comes.
    if (effort.signal.aborted || !(error instanceof RecourseError)) throw error;
    return { well: false, say: error.message };
  }
}
