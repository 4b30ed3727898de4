import { resolve } from 'node:path';
import { z } from 'zod';
import { nearestWord } from '../domain/policy-file/nearest.ts';
import { Secret } from '../domain/secret.ts';
import type { SlackAccess } from './settings.ts';

/** Variables as they were found, `.env` included. */
export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const port = (usual: number) =>
  z
    .string()
    .regex(/^[0-9]{1,5}$/, 'a port from 0 to 65535')
    .transform(Number)
    .refine((number) => number <= 65_535, 'a port from 0 to 65535')
    .default(usual);
const httpUrl = z.url({ protocol: /^https?$/, error: 'an address such as https://slack.com/api/' });
const postgresUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), 'a URL that begins with postgresql://');

/** What Recourse itself reads from the environment. The variables that recourse.yaml names come on top. */
const variables = {
  RECOURSE_CONFIG: z.string().default('recourse.yaml'),
  RECOURSE_STATE_DIR: z.string().default('.recourse/state'),
  DATABASE_URL: postgresUrl.optional(),
  SLACK_MODE: z.enum(['socket', 'http'], { error: 'socket or http' }).default('socket'),
  SLACK_API_URL: httpUrl.optional(),
  HOST: z
    .union([z.ipv4(), z.ipv6()], { error: 'an address of this machine such as 127.0.0.1 or 0.0.0.0' })
    .default('127.0.0.1'),
  PORT: port(3000),
  HEALTH_PORT: port(8787),
  LOG_LEVEL: z.enum(logLevels, { error: `one of ${logLevels.join(', ')}` }).default('info'),
  PG_BIN: z.string().optional(),
};
const Variables = z.object(variables);
export type Variables = z.infer<typeof Variables>;

/** Every variable that `.env.example` must explain. */
export const variableNames = [
  ...Object.keys(variables),
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
] as const;

/** One thing that is wrong with a variable; its value is never repeated. */
export interface VariableMistake {
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly hint?: string;
}

/** Reads Recourse's own variables; an empty one counts as not set. Paths are made absolute from `folder`. */
export function readVariables(
  environment: Environment,
  folder: string,
): { values: Variables; mistakes: VariableMistake[] } {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = Variables.safeParse(set);
  const wrong = read.success
    ? []
    : read.error.issues.map((issue) => ({ name: String(issue.path[0]), expected: issue.message }));
  const right = Object.entries(set).filter(([name]) => !wrong.some((mistake) => mistake.name === name));
  const values = Variables.parse(Object.fromEntries(right));
  return {
    values: {
      ...values,
      RECOURSE_CONFIG: resolve(folder, values.RECOURSE_CONFIG),
      RECOURSE_STATE_DIR: resolve(folder, values.RECOURSE_STATE_DIR),
    },
    mistakes: [
      ...wrong.map(({ name, expected }) => ({ where: name, found: 'another value', expected })),
      ...misspelt(Object.keys(set)),
    ],
  };
}

/** `RECOURSE_…` variables are ours alone, so an unknown one is a slip of the pen. */
function misspelt(names: readonly string[]): VariableMistake[] {
  const ours = variableNames.filter((name) => name.startsWith('RECOURSE_'));
  const unknown = names.filter((name) => name.startsWith('RECOURSE_') && !ours.includes(name));
  return unknown
    .filter((name) => nearestWord(name, ours) !== undefined)
    .map((name) => ({
      where: name,
      found: 'an unknown variable',
      expected: ours.join(' or '),
      hint: `did you mean ${nearestWord(name, ours)}?`,
    }));
}

/** Names of the variables that hold Slack's tokens; recourse.yaml may choose others. */
export interface SlackNames {
  readonly bot_token_env: string;
  readonly app_token_env: string;
}

/** Reads how Slack is reached; null where something is missing, which the mistakes name. */
export function readSlack(
  environment: Environment,
  values: Variables,
  names: SlackNames,
): { slack: SlackAccess | null; mistakes: VariableMistake[] } {
  const mistakes: VariableMistake[] = [];
  const take = (name: string, form: RegExp, expected: string) => {
    const value = environment[name] ?? '';
    if (!form.test(value)) mistakes.push({ where: name, found: value === '' ? 'nothing' : 'another value', expected });
    return new Secret(value);
  };
  const botToken = take(names.bot_token_env, /^xox[a-z]-./, 'the bot token from "OAuth & Permissions" (xoxb-…)');
  const mode =
    values.SLACK_MODE === 'socket'
      ? {
          kind: 'socket' as const,
          appToken: take(names.app_token_env, /^xapp-./, 'an app-level token with connections:write (xapp-…)'),
        }
      : {
          kind: 'http' as const,
          signingSecret: take('SLACK_SIGNING_SECRET', /./, 'the signing secret from "Basic Information"'),
          port: values.PORT,
          host: values.HOST,
        };
  const slack = Object.freeze({ botToken, apiUrl: values.SLACK_API_URL ?? null, mode: Object.freeze(mode) });
  return { slack: mistakes.length === 0 ? slack : null, mistakes };
}
