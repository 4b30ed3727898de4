import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { validate as isCron } from 'node-cron';
import { findContradictions, type PlacedService } from '../domain/policy-file/contradictions.ts';
import { valueAt } from '../domain/policy-file/found.ts';
import { describeMistake, formatPath, type Mistake, type PlacedMistake } from '../domain/policy-file/mistake.ts';
import { readIssues } from '../domain/policy-file/read-issues.ts';
import { RecourseFile, ServicePolicy } from '../domain/policy-file/service.ts';
import type { Surroundings } from '../domain/policy-file/surroundings.ts';
import { type Environment, readSlack, readVariables, type SlackNames, type VariableMistake } from './environment.ts';
import { makeSettings } from './make-settings.ts';
import { readYaml, type YamlText } from './read-yaml.ts';
import { isInside, isProject } from './resolve-paths.ts';
import type { Settings, SlackAccess } from './settings.ts';

/** Settings as far as they could be read, and everything that is wrong, one line each. No line holds a secret. */
export type SettingsReading =
  | {
      readonly kind: 'read';
      readonly settings: Settings;
      readonly slack: SlackAccess | null;
      readonly slackMistakes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly mistakes: readonly string[] };

/**
 * Reads the environment and the file that it names. Pure but for reading that file and following links of paths in it.
 * Mistakes about Slack stand apart, because the terminal's commands do without Slack.
 */
export function readSettings(environment: Environment, folder: string): SettingsReading {
  const { values, mistakes } = readVariables(environment, folder);
  const shownFile = relative(folder, values.RECOURSE_CONFIG) || values.RECOURSE_CONFIG;
  const around = lookAround(environment, dirname(values.RECOURSE_CONFIG));
  const file = readPolicyFile(values.RECOURSE_CONFIG, shownFile, around);
  const slack = readSlack(environment, values, file.slackNames);
  const slackMistakes = slack.mistakes.map(describeVariable);
  const fileMistakes = file.kind === 'read' ? [] : file.mistakes;
  if (file.kind === 'refused' || mistakes.length > 0) {
    return { kind: 'refused', mistakes: [...fileMistakes, ...mistakes.map(describeVariable), ...slackMistakes] };
  }
  return { kind: 'read', settings: makeSettings(environment, values, file.policy), slack: slack.slack, slackMistakes };
}

type FileReading = { readonly slackNames: SlackNames } & (
  | { readonly kind: 'read'; readonly policy: RecourseFile }
  | { readonly kind: 'refused'; readonly mistakes: readonly string[] }
);

function readPolicyFile(path: string, shown: string, around: Surroundings): FileReading {
  const yaml = openYaml(path, shown);
  if (Array.isArray(yaml)) return { kind: 'refused', mistakes: yaml, slackNames: slackNamesIn(null) };
  const parsed = RecourseFile.safeParse(yaml.value);
  const slackNames = slackNamesIn(yaml.value);
  const mistakes = [
    ...readIssues(parsed.error?.issues ?? [], yaml.value),
    ...findContradictions(readableServices(yaml.value), yaml.value, around),
  ];
  if (parsed.success && mistakes.length === 0) return { kind: 'read', policy: parsed.data, slackNames };
  return { kind: 'refused', mistakes: inOrder(mistakes, yaml, shown), slackNames };
}

function openYaml(path: string, shown: string): YamlText | string[] {
  try {
    const yaml = readYaml(readFileSync(path, 'utf8'));
    if (yaml.errors.length > 0) return yaml.errors.map(({ line, column, say }) => `${shown}:${line}:${column}: ${say}`);
    return yaml;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const found = code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`;
    return [
      `${shown}: found ${found}; expected the services (start from recourse.example.yaml, or name another file in RECOURSE_CONFIG)`,
    ];
  }
}

/** The services that are right by themselves, so that what is wrong between their fields is said at once. */
function readableServices(written: unknown): PlacedService[] {
  const services = valueAt(written, ['services']);
  if (!Array.isArray(services)) return [];
  return services.flatMap((candidate, index) => {
    const read = ServicePolicy.safeParse(candidate);
    return read.success ? [{ service: read.data, index }] : [];
  });
}

function slackNamesIn(written: unknown): SlackNames {
  const nameAt = (key: string) => {
    const name = valueAt(written, ['slack', key]);
    return typeof name === 'string' && /^[A-Z][A-Z0-9_]*$/.test(name) ? name : undefined;
  };
  return {
    bot_token_env: nameAt('bot_token_env') ?? 'SLACK_BOT_TOKEN',
    app_token_env: nameAt('app_token_env') ?? 'SLACK_APP_TOKEN',
  };
}

function inOrder(mistakes: readonly Mistake[], yaml: YamlText, shown: string): string[] {
  return mistakes
    .map((mistake) => ({ mistake, place: yaml.locate(mistake.path, mistake.at) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .map(({ mistake, place }) => {
      const where = `${shown}:${place.line}:${place.column} ${formatPath(mistake.path)}`.trimEnd();
      return describeMistake({ ...mistake, where } satisfies PlacedMistake);
    });
}

function describeVariable(mistake: VariableMistake): string {
  return describeMistake({ ...mistake, path: [] });
}

function lookAround(environment: Environment, folder: string): Surroundings {
  return {
    variable: (name) => environment[name],
    isCron: (expression) => expression.trim().split(/\s+/).length === 5 && isCron(expression),
    isInProject: (path, repository) =>
      (repository !== undefined || isProject(folder)) &&
      isInside(resolve(folder, path), resolve(folder, repository ?? '.')),
  };
}
