import { RecourseError } from '../../domain/errors.ts';
import { pointAt } from '../../domain/json-pointer.ts';
import type { SwitchPolicy } from '../../domain/policy-file/switches.ts';
import type { SwitchPosition } from '../../domain/switches.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { SwitchGround } from './switches.ts';

/** How a switch stands, by its own word; whatever else is said is no answer. @throws RecourseError `check-failed` */
export async function positionOf(policy: SwitchPolicy, ground: SwitchGround, effort: Effort): Promise<SwitchPosition> {
  const { state } = policy;
  if ('url' in state) return askPosition(policy, state, ground, effort);
  const { exitCode, output } = await ground.commands.run(state, {}, effort);
  const [line = ''] = output
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (exitCode === 0 && (line === 'on' || line === 'off')) return line;
  throw untold(policy, exitCode === 0 ? `it printed "${line.slice(0, 80)}"` : `it ended with ${exitCode}`);
}

type StateAddress = Extract<SwitchPolicy['state'], { url: string }>;

async function askPosition(
  policy: SwitchPolicy,
  { url, pointer, token_env: token, timeout: timeoutMs }: StateAddress,
  { ask, strikeSecrets, ...ground }: SwitchGround,
  { signal }: Effort,
): Promise<SwitchPosition> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${ground.valueOf(token)}` };
  const reply = await ask({ method: 'GET', url, headers, body: null, timeoutMs }, signal);
  if (reply.kind === 'unanswered') throw untold(policy, strikeSecrets(reply.why));
  if (reply.status !== 200) throw untold(policy, `it answered ${reply.status}`);
  const position = positions.get(pointAt(parsed(reply.text), pointer));
  if (position !== undefined) return position;
  throw untold(policy, `its answer has neither on nor off at ${pointer}`);
}

const positions: ReadonlyMap<unknown, SwitchPosition> = new Map<unknown, SwitchPosition>([
  [true, 'on'],
  ['on', 'on'],
  [false, 'off'],
  ['off', 'off'],
]);

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function untold({ name, title }: SwitchPolicy, why: string): RecourseError {
  return new RecourseError(`Nobody can tell whether ${title} is on or off: ${why}.`, {
    code: 'check-failed',
    hint: 'Its `state` in recourse.yaml has to end with 0 and print on or off, or answer with JSON that says it. Mend that, then try again.',
    facts: { switch: name },
  });
}
