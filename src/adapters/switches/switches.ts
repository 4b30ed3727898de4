import { RecourseError } from '../../domain/errors.ts';
import type { CommandLine } from '../../domain/policy-file/measures.ts';
import type { SwitchPolicy } from '../../domain/policy-file/switches.ts';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import type { Ask } from '../../ports/http.ts';
import type { Commands } from '../../ports/outside.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Questions } from '../../ports/scratch.ts';
import { refuseUnspendable } from '../../ports/spend-grant.ts';
import type { Switches } from '../../ports/switches.ts';
import { lookAtProvider } from './look-at-provider.ts';
import { positionOf } from './position.ts';

export interface SwitchGround {
  readonly commands: Commands;
  readonly ask: Ask;
  readonly questions: Questions;
  /** The name of production's database. */
  readonly database: string;
  readonly valueOf: (variable: string) => string;
  readonly strikeSecrets: StrikeSecrets;
}

/** The team's own commands turn a switch; only what says how it stands is believed. */
export function createSwitches(policies: readonly SwitchPolicy[], ground: SwitchGround): Switches {
  const of = (name: string): SwitchPolicy => {
    const policy = policies.find((each) => each.name === name);
    if (policy !== undefined) return policy;
    throw new RecourseError(`recourse.yaml no longer names the switch ${name}.`, {
      code: 'bad-configuration',
      hint: 'Put it back under `switches`, or turn it by hand.',
      facts: { switch: name },
    });
  };
  return {
    position: async (name, effort) => positionOf(of(name), ground, effort),
    async disable(name, grant, effort) {
      refuseUnspendable(grant, effort);
      await turn(ground, of(name), 'disable', effort);
    },
    async enable(name, grant, effort) {
      refuseUnspendable(grant, effort);
      await turn(ground, of(name), 'enable', effort);
    },
    putBack: async (name, effort) => turn(ground, of(name), 'enable', effort),
    look: async (name, effort) => lookAtProvider(of(name), ground, effort),
  };
}

async function turn(
  { commands }: SwitchGround,
  policy: SwitchPolicy,
  what: 'disable' | 'enable',
  effort: Effort,
): Promise<void> {
  const line: CommandLine = policy[what];
  const { exitCode, output } = await commands.run(line, {}, effort);
  if (exitCode === 0) return;
  const said = output.trim().slice(-600);
  throw new RecourseError(`${policy.title}: \`${what}\` ended with ${exitCode}${said === '' ? '.' : `: ${said}`}`, {
    code: 'command-failed',
    hint: 'Look why by hand, then try this step again.',
    facts: { switch: policy.name, exitCode },
  });
}
