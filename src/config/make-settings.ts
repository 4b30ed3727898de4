import { dirname } from 'node:path';
import { RecourseError } from '../domain/errors.ts';
import type { AlertPolicy } from '../domain/policy-file/alerts.ts';
import type { RecourseFile } from '../domain/policy-file/service.ts';
import { listVariables, looksSecret } from '../domain/policy-file/variables.ts';
import { makeStriker } from '../domain/redaction.ts';
import { Secret } from '../domain/secret.ts';
import type { Environment, Variables } from './environment.ts';
import { resolvePaths } from './resolve-paths.ts';
import type { Settings } from './settings.ts';

const ownSecrets = ['DATABASE_URL', 'SLACK_SIGNING_SECRET'];
const handedToEveryChild = ['PATH', 'HOME', 'LANG'];

/** Builds the frozen settings out of what was read and found right. */
export function makeSettings(environment: Environment, values: Variables, policy: RecourseFile): Settings {
  const mentioned = new Set(listVariables(policy).map(({ name }) => name));
  const { PATH: searchPath = '' } = environment;
  const folder = dirname(values.RECOURSE_CONFIG);
  return deepFreeze({
    file: values.RECOURSE_CONFIG,
    services: policy.services.map((service) => resolvePaths(service, folder)),
    store:
      values.DATABASE_URL === undefined
        ? { kind: 'embedded', folder: values.RECOURSE_STATE_DIR }
        : { kind: 'server', url: new Secret(values.DATABASE_URL) },
    healthPort: values.HEALTH_PORT,
    alerts: policy.alerts === undefined ? null : alertDoor(policy.alerts, environment),
    logLevel: values.LOG_LEVEL,
    programs: { pgBin: values.PG_BIN, searchPath },
    childEnvironment: pick(environment, handedToEveryChild),
    secretOf: (name) => {
      if (!mentioned.has(name)) throw unnamed(name);
      return new Secret(environment[name] ?? '');
    },
    strikeSecrets: makeStriker(listSecrets(environment, policy)),
  });
}

function alertDoor({ listen, secret_env: name }: AlertPolicy, environment: Environment): Settings['alerts'] {
  const { host, port } = /^\[?(?<host>[^\]]+)\]?:(?<port>[0-9]+)$/.exec(listen)?.groups ?? {};
  return { host: host ?? '127.0.0.1', port: Number(port), secret: new Secret(environment[name] ?? '') };
}

function listSecrets(environment: Environment, policy: RecourseFile): Secret[] {
  const named = listVariables(policy)
    .filter(
      ({ kind, name }) => kind === 'secret' || kind === 'database-url' || (kind === 'handed-on' && looksSecret(name)),
    )
    .map(({ name }) => name);
  const values = Object.values(pick(environment, [...named, ...ownSecrets]));
  return values.map((value) => new Secret(value));
}

function pick(environment: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

function unnamed(name: string): RecourseError {
  return new RecourseError(`recourse.yaml does not name the variable ${name}.`, {
    code: 'bad-configuration',
    hint: 'Only variables that recourse.yaml names are read.',
    facts: { variable: name },
  });
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
