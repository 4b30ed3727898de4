import { dirname } from 'node:path';
import { createCommands } from '../adapters/commands/run-command.ts';
import type { Settings } from '../config/settings.ts';
import { RecourseError } from '../domain/errors.ts';
import { Fence } from '../domain/ids.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { MailList } from '../ports/mail-server.ts';

/** Somebody waits for the number of recipients while this runs. */
const ASK_MS_MAX = 15_000;

/** The users of one service, out of the policy or of its command. @throws RecourseError where the command does not give it */
export function mailListOf(settings: Settings, service: ServicePolicy): MailList {
  const { to = [], to_command: command } = service.mail ?? {};
  if (command === undefined) return async () => to;
  const commands = createCommands({
    childEnvironment: settings.childEnvironment,
    valueOf: (name) => settings.secretOf(name).reveal(),
    folder: dirname(settings.file),
    strikeSecrets: settings.strikeSecrets,
  });
  return async () => {
    const effort = {
      tag: { run: 'who-is-told', fence: Fence.parse(0) },
      signal: AbortSignal.timeout(ASK_MS_MAX),
      progress: () => undefined,
    };
    const { exitCode, stdout } = await commands.read(command, effort);
    if (exitCode !== 0) throw noList(`the command ended with ${exitCode}`);
    const lines = stdout.split(/\r?\n/).map((line) => line.trim());
    const addresses = lines.filter((line) => line !== '');
    const wrong = addresses.findIndex((line) => !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(line));
    if (wrong !== -1) throw noList(`line ${wrong + 1} is no mail address`);
    return addresses;
  };
}

function noList(what: string): RecourseError {
  return new RecourseError(`It is not known who is to be told: ${what}.`, {
    code: 'command-failed',
    hint: 'mail.to_command in recourse.yaml has to print one address per line, and nothing else.',
  });
}
