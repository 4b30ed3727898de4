import { createCommands } from '../../../../src/adapters/commands/run-command.ts';
import type { DeployTools } from '../../../../src/adapters/deploy/deploy-tools.ts';
import { ask } from '../../../../src/adapters/http/ask.ts';
import { makeStriker } from '../../../../src/domain/redaction.ts';
import { Secret } from '../../../../src/domain/secret.ts';
import type { DeployProvider } from '../../../../src/ports/deploys.ts';

/** Three commits that were deployed one after the other, the last of them runs; and one that nobody deployed. */
export const [oldest, older, newer, unheard] = [
  '1a2b3c4d000000000000000000000000000000ee',
  '4f1c2ab0000000000000000000000000000000aa',
  '9e8d7c60000000000000000000000000000000bb',
  '777777777777777777777777777777777777dddd',
] as const;

/** When they were deployed. */
export const instants = [
  new Date('2026-11-01T08:00:00.000Z'),
  new Date('2026-11-10T08:00:00.000Z'),
  new Date('2026-11-20T08:00:00.000Z'),
] as const;

export const token = 'tok-5f0a9c3e7b';

/** A real place that a provider deploys to, and what goes on inside it. */
export interface World {
  readonly provider: DeployProvider;
  /** The commits as this place names them: a checkout has hashes of its own. */
  readonly commits: { readonly oldest: string; readonly older: string; readonly newer: string };
  /** What runs there, looked at from the inside; null while nothing does. */
  running(): string | null;
  /** How many deploys it was ever asked for. */
  deploysAsked(): number;
  /** The next deploy fails in the place itself, and these are the place's words for it. */
  breakDown(): RegExp;
  /** It can no longer be asked what runs. */
  goSilent(): void;
  close(): Promise<void>;
}

/** A world behind a web API can be told to misbehave on the wire, and deploys what is pushed. */
export type MakeWorld = (folder: string) => Promise<World>;

/** What providers are made with here: real programs on a PATH of the test's own, real HTTP, one secret to be struck. */
export function makeTools(given: { readonly path: string; readonly folder: string }): DeployTools {
  const strikeSecrets = makeStriker([new Secret(token)]);
  const commands = createCommands({
    childEnvironment: { PATH: given.path, HOME: given.folder },
    valueOf: () => token,
    folder: given.folder,
    strikeSecrets,
  });
  return { commands, ask, valueOf: () => token, strikeSecrets };
}
