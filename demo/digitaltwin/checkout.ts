import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentForPrograms } from '../cluster/environment.ts';

const written = join(import.meta.dirname, 'database', 'migrations');

export const migrationsIn = (checkout: string) => join(checkout, 'database', 'migrations');

/**
 * A real Git repository of two commits: the one before the transformation, and the one that brings migrations 010 to 012
 * with their rollback scripts.
 */
export function makeCheckout(checkout: string): { readonly twins: string; readonly knowledge: string } {
  mkdirSync(migrationsIn(checkout), { recursive: true });
  git(checkout, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(
    join(checkout, 'docker-compose.yml'),
    'services: { backend: { build: . }, frontend: { build: ./web } }\n',
  );
  cpSync(join(written, '009_digital_twins.sql'), join(migrationsIn(checkout), '009_digital_twins.sql'));
  const twins = commit(checkout, 'Digital twins');
  cpSync(written, migrationsIn(checkout), { recursive: true });
  const knowledge = commit(checkout, 'Transform digital twins into knowledge bases');
  git(checkout, 'checkout', '--quiet', '--detach', twins);
  return { twins, knowledge };
}

/** The files of the transformation, in the order in which they run. */
export function transformation(): readonly string[] {
  return readdirSync(written)
    .filter((name) => /^01\d.*\.sql$/.test(name))
    .sort();
}

export function git(checkout: string, ...args: readonly string[]): string {
  const [name, email] = ['Demo', 'demo@example.com'];
  const env = {
    ...environmentForPrograms(),
    HOME: checkout,
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
  return execFileSync('git', [...args], { cwd: checkout, encoding: 'utf8', env }).trim();
}

function commit(checkout: string, subject: string): string {
  git(checkout, 'add', '.');
  git(checkout, 'commit', '--quiet', '--message', subject);
  return git(checkout, 'rev-parse', 'HEAD');
}
