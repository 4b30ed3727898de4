import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { looksLikeCommit } from '../../domain/commit.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { SourceTree } from '../../ports/outside.ts';
import { findNewestMigration } from './newest-migration.ts';

const gitTimeoutMs = 5_000;
const mostCommits = 100;

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
    changedMigrations: async (commit) =>
      repository === undefined || migrations === undefined || !looksLikeCommit(commit)
        ? null
        : listChanged({ folder: repository.path, commit, directory: migrations.directory, env: childEnvironment }),
    changedBetween: async (from, to, paths) =>
      repository === undefined || ![from, to].every(looksLikeCommit)
        ? null
        : namesIn(
            await git(['diff', '--name-only', '-z', `${from}^{commit}`, `${to}^{commit}`, '--', ...paths], {
              folder: repository.path,
              env: childEnvironment,
            }),
          ),
    migrationsAt: async (commit) =>
      repository === undefined || migrations === undefined || !looksLikeCommit(commit)
        ? null
        : listAt({ folder: repository.path, commit, directory: migrations.directory, env: childEnvironment }),
    commitsWith: async (file) =>
      repository === undefined || migrations === undefined
        ? null
        : listCommitsWith({ folder: migrations.directory, file, env: childEnvironment }),
    readScript,
  };
}

async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RecourseError(`The script ${file} cannot be read.`, {
      code: 'bad-configuration',
      hint: 'Put it there, or correct its path in recourse.yaml; both are relative to the repository.',
      facts: { file },
      cause,
    });
  }
}

interface Asked {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

async function readHead(folder: string, env: Asked['env']): Promise<string | null> {
  const stdout = await git(['rev-parse', '--verify', 'HEAD'], { folder, env });
  const commit = stdout?.trim() ?? '';
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

/** What differs from the commit, and what it does not know at all. */
async function listChanged({
  commit,
  directory,
  ...asked
}: Asked & { readonly commit: string; readonly directory: string }): Promise<readonly string[] | null> {
  const changed = await git(['diff', '--name-only', '-z', commit, '--', directory], asked);
  const untracked = await git(['ls-files', '--others', '--exclude-standard', '-z', '--', directory], asked);
  if (changed === null || untracked === null) return null;
  return `${changed}${untracked}`.split('\0').filter((name) => name !== '');
}

/** Run inside the folder, so that names come relative to it. A commit of before the folder existed has none. */
async function listAt({
  commit,
  directory,
  env,
}: Asked & { readonly commit: string; readonly directory: string }): Promise<readonly string[] | null> {
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', `${commit}^{commit}`, '.'], {
    folder: directory,
    env,
  });
  return namesIn(listed);
}

function namesIn(listed: string | null): readonly string[] | null {
  return listed === null ? null : listed.split('\0').filter((name) => name !== '');
}

/** Run inside the folder, so that the file's name is read relative to it. */
async function listCommitsWith({ file, ...asked }: Asked & { readonly file: string }) {
  const added = await git(['log', '--diff-filter=A', '--format=%H', '--', file], asked);
  const first = added?.trim().split('\n').at(-1) ?? '';
  if (first === '') return null;
  const listed = await git(['log', '--format=%H%x09%s', '--ancestry-path', `${first}..HEAD`], asked);
  const brought = await git(['log', '-1', '--format=%H%x09%s', first], asked);
  if (listed === null || brought === null) return null;
  const commits = `${listed}${brought}`.split('\n').flatMap((line) => {
    const [commit = '', ...subject] = line.split('\t');
    return commit === '' ? [] : [{ commit, subject: subject.join('\t') }];
  });
  return commits.length <= mostCommits ? commits : [...commits.slice(0, mostCommits - 1), ...commits.slice(-1)];
}

/** Null where there is no git, no checkout, no such commit, or a folder that is another user's. */
async function git(args: readonly string[], { folder, env }: Asked): Promise<string | null> {
  const { stdout, exitCode } = await execa('git', [...args], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: gitTimeoutMs,
    reject: false,
    stripFinalNewline: false,
  });
  return exitCode === 0 ? stdout : null;
}
