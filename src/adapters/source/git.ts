import { execa } from 'execa';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { SourceTree } from '../../ports/outside.ts';
import { findNewestMigration } from './newest-migration.ts';

const gitTimeoutMs = 5_000;

/**
 * Looks into the service's checkout to fill in the declare form. It is a help and no duty: what cannot be found (no
 * checkout, no git, another user's folder) is null, and people fill it in. Paths of `service` are absolute.
 */
export function createSourceTree(
  service: Pick<ServicePolicy, 'repository'> & {
    readonly migrations?: Pick<NonNullable<ServicePolicy['migrations']>, 'tool' | 'directory'> | undefined;
  },
  childEnvironment: Readonly<Record<string, string>>,
): SourceTree {
  const { repository, migrations } = service;
  return {
    currentCommit: async () => (repository === undefined ? null : readHead(repository.path, childEnvironment)),
    newestMigration: async () =>
      migrations === undefined ? null : findNewestMigration(migrations.tool, migrations.directory).catch(() => null),
  };
}

async function readHead(folder: string, env: Readonly<Record<string, string>>): Promise<string | null> {
  const { stdout, exitCode } = await execa('git', ['rev-parse', '--verify', 'HEAD'], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: gitTimeoutMs,
    reject: false,
  });
  const commit = exitCode === 0 ? stdout.trim() : '';
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}
