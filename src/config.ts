import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings, type SettingsReading } from './config/read-settings.ts';
import type { Config, Settings } from './config/settings.ts';
import { RecourseError } from './domain/errors.ts';

/**
 * The whole configuration, for `npm start`: `.env` and the environment (which wins), and the recourse.yaml they name.
 *
 * @throws RecourseError `bad-configuration` whose message lists every mistake, one a line, without any secret
 */
export function loadConfig(): Config {
  const reading = readConfiguration();
  const mistakes = reading.kind === 'read' ? reading.slackMistakes : reading.mistakes;
  if (reading.kind === 'refused' || reading.slack === null) throw refused(mistakes);
  return Object.freeze({ ...reading.settings, slack: reading.slack });
}

/**
 * The configuration without Slack, for commands of the terminal that do not need it.
 *
 * @throws RecourseError `bad-configuration` as above
 */
export function loadSettings(): Settings {
  const reading = readConfiguration();
  if (reading.kind === 'refused') throw refused(reading.mistakes);
  return reading.settings;
}

/** Reads everything and judges nothing: `recourse check` lists mistakes beside its other findings. */
export function readConfiguration(): SettingsReading {
  const folder = process.cwd();
  // The one look at the environment (Biome forbids it everywhere else). The file fills in; it does not override.
  return readSettings({ ...readEnvFile(folder), ...process.env }, folder);
}

function readEnvFile(folder: string): NodeJS.Dict<string> {
  const file = join(folder, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

function refused(mistakes: readonly string[]): RecourseError {
  const count = mistakes.length === 1 ? 'One thing is' : `${mistakes.length} things are`;
  return new RecourseError(`${count} wrong with the configuration:\n  ${mistakes.join('\n  ')}`, {
    code: 'bad-configuration',
    hint: 'Correct them and start again; `npx recourse check` proves the rest.',
    facts: { mistakes: mistakes.length },
  });
}
