import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { StoragePolicy } from '../domain/policy-file/backups.ts';
import type { DeployTarget } from '../domain/policy-file/deploys.ts';
import type { DrillPolicy } from '../domain/policy-file/drills.ts';
import type { CommandLine } from '../domain/policy-file/measures.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { RetryPolicy, SwitchPolicy } from '../domain/policy-file/switches.ts';

/** Whether `path` lies in `folder` or is it, with links resolved as far as the path exists. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way === '' || !(way === '..' || way.startsWith('../') || isAbsolute(way));
}

/** Whether a folder is a checkout or a package: something that is deployed, cleaned and thrown away as a whole. */
export function isProject(folder: string): boolean {
  return ['.git', 'package.json'].some((sign) => existsSync(join(folder, sign)));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realPath(parent), basename(path)); // not made yet: its nearest folder decides
  }
}

/**
 * A service with every path absolute: the repository and the backups from the folder of recourse.yaml, migrations and
 * commands from the repository where there is one. Nobody else needs to know where the file lay.
 */
export function resolvePaths(service: ServicePolicy, folder: string): ServicePolicy {
  const root = resolve(folder, service.repository?.path ?? '.');
  const command = <Line extends CommandLine>(line: Line): Line => resolveCommand(line, root);
  return {
    ...service,
    ...(service.repository === undefined ? {} : { repository: { ...service.repository, path: root } }),
    database: {
      ...service.database,
      repairs: service.database.repairs.map((repair) => ({ ...repair, script: resolve(root, repair.script) })),
    },
    ...(service.migrations === undefined ? {} : { migrations: resolveMigrations(service.migrations, root) }),
    freeze: {
      ...service.freeze,
      methods: service.freeze.methods.map((method) =>
        method.method === 'command'
          ? { ...method, freeze: command(method.freeze), resume: command(method.resume) }
          : method,
      ),
    },
    deploys: service.deploys.map((target) => resolveTarget(target, root)),
    switches: service.switches.map((each) => resolveSwitch(each, root)),
    restore: { ...service.restore, verification_commands: service.restore.verification_commands.map(command) },
    drill: resolveDrill(service.drill, root),
    authority: {
      ...service.authority,
      roles: Object.fromEntries(
        Object.entries(service.authority.roles).map(([role, people]) => [
          role,
          'command' in people ? { command: command(people.command) } : people,
        ]),
      ),
    },
    backups: {
      ...service.backups,
      storage: resolveStorage(service.backups.storage, folder),
    },
  };
}

function resolveCommand<Line extends CommandLine>(line: Line, root: string): Line {
  return { ...line, cwd: resolve(root, line.cwd ?? '.') };
}

function resolveTarget(target: DeployTarget, root: string): DeployTarget {
  switch (target.provider) {
    case 'command':
      return { ...target, deploy: resolveCommand(target.deploy, root), current: resolveCommand(target.current, root) };
    case 'docker-compose':
      return { ...target, directory: resolve(root, target.directory) };
    case 'kubernetes':
      return target.kubeconfig === undefined ? target : { ...target, kubeconfig: resolve(root, target.kubeconfig) };
    case 'render':
    case 'vercel':
      return target;
  }
}

function resolveMigrations(
  migrations: NonNullable<ServicePolicy['migrations']>,
  root: string,
): NonNullable<ServicePolicy['migrations']> {
  const { command, apply, generate } = migrations;
  return {
    ...migrations,
    directory: resolve(root, migrations.directory),
    ...(command === undefined ? {} : { command: resolveCommand(command, root) }),
    ...(apply === undefined ? {} : { apply: resolveCommand(apply, root) }),
    ...(generate === undefined ? {} : { generate: resolveCommand(generate, root) }),
  };
}

function resolveSwitch(policy: SwitchPolicy, root: string): SwitchPolicy {
  const { state, disable, enable, retry, ...rest } = policy;
  return {
    ...rest,
    state: 'run' in state ? resolveCommand(state, root) : state,
    disable: resolveCommand(disable, root),
    enable: resolveCommand(enable, root),
    ...(retry === undefined ? {} : { retry: resolveRetry(retry, root) }),
  };
}

function resolveRetry(retry: RetryPolicy, root: string): RetryPolicy {
  return 'script' in retry ? { script: resolve(root, retry.script) } : { command: resolveCommand(retry.command, root) };
}

function resolveDrill(drill: DrillPolicy, root: string): DrillPolicy {
  const { application } = drill;
  if (application === undefined) return drill;
  return { ...drill, application: { ...application, start: resolveCommand(application.start, root) } };
}

function resolveStorage(storage: StoragePolicy, folder: string): StoragePolicy {
  const path = resolve(folder, storage.path);
  if (storage.kind === 'folder' || storage.ca_file === undefined) return { ...storage, path };
  return { ...storage, path, ca_file: resolve(folder, storage.ca_file) };
}
