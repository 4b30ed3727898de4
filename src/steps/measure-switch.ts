import { z } from 'zod';
import { RecourseError } from '../domain/errors.ts';
import { PlannedSwitch, type SwitchEvidence, SwitchPosition } from '../domain/switches.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { judgeMeasured } from '../plan/judge-switch.ts';
import { captureEvidence } from './capture-evidence.ts';
import { switchPolicy, turnDigest } from './switch-of.ts';

const Intent = z.object({ switch: z.string(), turn: SwitchPosition });
const Outcome = z.object({
  switching: PlannedSwitch.omit({ retry: true }),
  look: z.object({ well: z.boolean(), say: z.string() }).nullable(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** How the switch stands, what production says of the trouble, and who was hit, by correlation ids (B1, B11, P2 C). */
export const measureSwitch = {
  name: 'measure-switch',
  title: 'Look at the switch and at what fails',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => ({ kind: 'to-do', intent: chosenSwitch(given) }),
  run: async (given, { switch: name, turn }) => {
    const policy = switchPolicy(given, name);
    const { title, of, recheck } = policy;
    const { switches } = given.ports;
    const found = await switches.position(name, given.effort);
    const evidence = await readEvidence(given, name);
    const look = recheck === undefined ? null : await switches.look(name, given.effort);
    return { switching: { name, title, of, turn, found, turnedBy: turnDigest(policy, turn), evidence }, look };
  },
  verify: async (_, { switching, look }) => judgeMeasured({ ...switching, look }),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

function chosenSwitch({ incident: { id, choice } }: Given): Intent {
  if ('switch' in choice) return { switch: choice.switch, turn: choice.turn };
  throw new Error(`${id} is on the path ${choice.path}, which turns no switch`);
}

async function readEvidence(given: Given, name: string): Promise<SwitchEvidence | null> {
  const { evidence } = switchPolicy(given, name);
  if (evidence === undefined) return null;
  const { ports, effort } = given;
  const database = given.outcomeOf(captureEvidence).evidence.database.name;
  const [answer] = await ports.questions.numbers(database, [{ name, sql: evidence.count }], effort);
  if (answer?.number == null) throw unanswered(name, answer?.trouble ?? 'it gave no answer');
  const affected =
    evidence.affected === undefined ? null : await ports.affectedRows.read(database, evidence.affected, effort);
  return { count: answer.number, threshold: evidence.threshold, affected };
}

function unanswered(name: string, why: string): RecourseError {
  return new RecourseError(`The evidence query of ${name} did not answer with one number: ${why}`, {
    code: 'check-failed',
    hint: 'Correct `evidence.count` of the switch in recourse.yaml, and try this step again.',
    facts: { switch: name },
  });
}
