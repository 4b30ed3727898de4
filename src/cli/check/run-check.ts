import { createCommands } from '../../adapters/commands/run-command.ts';
import type { SettingsReading } from '../../config/read-settings.ts';
import type { Finding } from '../../domain/finding.ts';
import { makeStriker, type StrikeSecrets } from '../../domain/redaction.ts';
import { signs } from '../signs.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { type CheckGround, checkEffort } from './probe.ts';
import { runProbes } from './probes.ts';

export interface CheckOptions {
  readonly service?: string;
  readonly format: 'text' | 'json';
}

/** Runs the check over a configuration that was read, right or not. */
export async function check(reading: SettingsReading, options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const strike = reading.kind === 'read' ? reading.settings.strikeSecrets : makeStriker([]);
  const tell = teller(options.format, strike, terminal);
  const ground = reading.kind === 'read' ? groundOf(reading, options) : null;
  if (ground?.services.length === 0) {
    terminal.err(`There is no service ${options.service}; there ${namesOf(reading)}.`);
    return 2;
  }
  const counts = { failed: 0, warned: 0 };
  for await (const finding of ground === null ? configurationFindings(reading) : runProbes(ground)) {
    if (finding.result === 'failed' || finding.result === 'warned') counts[finding.result] += 1;
    tell(finding);
  }
  if (options.format === 'text') terminal.out(`${counts.failed} error(s), ${counts.warned} warning(s)`);
  return counts.failed === 0 ? 0 : 1;
}

function groundOf(reading: SettingsReading & { kind: 'read' }, { service }: CheckOptions): CheckGround {
  const { settings, slack, slackMistakes } = reading;
  const { childEnvironment, strikeSecrets } = settings;
  return {
    settings,
    slack,
    slackMistakes,
    services: settings.services.filter(({ name }) => service === undefined || name === service),
    commands: createCommands({
      childEnvironment,
      strikeSecrets,
      folder: process.cwd(),
      valueOf: (name) => settings.secretOf(name).reveal(),
    }),
    effort: checkEffort(new AbortController().signal),
  };
}

function* configurationFindings(reading: SettingsReading): Generator<Finding> {
  const mistakes = reading.kind === 'refused' ? reading.mistakes : [];
  for (const say of mistakes) yield { check: 'configuration', result: 'failed', say };
  yield { check: 'the rest', result: 'skipped', say: 'not looked at, because it rests on the configuration' };
}

function teller(format: CheckOptions['format'], strike: StrikeSecrets, terminal: Terminal): (finding: Finding) => void {
  return (finding) => {
    if (format === 'json') return terminal.out(strike(JSON.stringify(finding)));
    const hint = finding.hint === undefined ? '' : ` → ${finding.hint}`;
    terminal.out(
      strike(`${signs[finding.result]} ${finding.check}: ${finding.say}${hint}`).replaceAll(/\s*\n\s*/g, ' '),
    );
  };
}

function namesOf(reading: SettingsReading): string {
  const names = reading.kind === 'read' ? reading.settings.services.map(({ name }) => name) : [];
  return names.length === 1 ? `is ${names[0]}` : `are ${names.join(', ')}`;
}
