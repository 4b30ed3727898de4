import { dirname } from 'node:path';
import { createCommands } from '../adapters/commands/run-command.ts';
import type { PeopleSources } from '../adapters/slack/people.ts';
import type { Settings } from '../config/settings.ts';
import { RecourseError } from '../domain/errors.ts';
import { Fence } from '../domain/ids.ts';
import type { Effort } from '../ports/run-tag.ts';

/** Somebody waits for the answer to a click while this is asked. */
const ASK_MS_MAX = 10_000;

/** Who is on call, asked of a configured command or address. */
export function peopleSources(settings: Settings): PeopleSources {
  const commands = createCommands({
    childEnvironment: settings.childEnvironment,
    valueOf: (name) => settings.secretOf(name).reveal(),
    folder: dirname(settings.file),
    strikeSecrets: settings.strikeSecrets,
  });
  return {
    fromCommand: async (command) => {
      const { exitCode, output } = await commands.run(command, {}, asking());
      if (exitCode === 0) return output;
      throw noAnswer(`the on-call command ended with ${exitCode}`);
    },
    fromUrl: async (url, tokenEnv) => {
      const token = tokenEnv === null ? null : settings.secretOf(tokenEnv).reveal();
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(ASK_MS_MAX) });
      if (response.ok) return response.text();
      throw noAnswer(`the on-call address answered ${response.status}`);
    },
  };
}

function asking(): Effort {
  return {
    tag: { run: 'who-is-on-call', fence: Fence.parse(0) },
    signal: AbortSignal.timeout(ASK_MS_MAX),
    progress: () => undefined,
  };
}

function noAnswer(what: string): RecourseError {
  return new RecourseError(`It is not known who is on call: ${what}.`, {
    code: 'command-failed',
    hint: 'Nobody is guessed. `npx recourse check` asks it the same way.',
  });
}
