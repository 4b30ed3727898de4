import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const sources = join(import.meta.dirname, 'commits');
/** The same history every time, so that the commits have the same ids. */
const author = { name: 'Storefront', email: 'team@storefront.example', date: '2026-06-03T12:00:00Z' };

/** The storefront's Git repository: one good commit, and three that were made from it. */
export interface Repository {
  readonly folder: string;
  readonly commits: Readonly<Record<'good' | 'totals' | 'tidy' | 'amounts', string>>;
  /** Full id of the commit whose files lie in the checkout. */
  checkOut(commit: string): Promise<void>;
  /** A folder with the commit's files, as a platform has them after its build. */
  build(commit: string): Promise<string>;
}

/** Makes it with `git` in a folder that is not there yet. */
export async function makeRepository(folder: string, builds: string): Promise<Repository> {
  mkdirSync(folder, { recursive: true });
  const git = gitIn(folder);
  const add = async (source: string, subject: string) => {
    cpSync(join(sources, source), folder, { recursive: true });
    await git('add', '--all');
    await git('commit', '--quiet', '--message', subject);
    return git('rev-parse', 'HEAD');
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  const good = await add('1-good', 'Show the newest orders with their notes');
  const totals = await add('2-totals', 'Show totals in the currency of the customer');
  await git('checkout', '--quiet', '--detach', good);
  const tidy = await add('3-tidy', 'Tidy orders that the import copied');
  await git('checkout', '--quiet', '--detach', good);
  const amounts = await add('4-amounts', 'Keep totals as amounts in the main unit');
  await git('checkout', '--quiet', '--detach', good);
  const built = new Map<string, Promise<string>>();
  const build = async (commit: string) => {
    const target = join(builds, commit);
    await git('worktree', 'add', '--quiet', '--detach', target, commit);
    return target;
  };
  return {
    folder,
    commits: { good, totals, tidy, amounts },
    async checkOut(commit) {
      await git('checkout', '--quiet', '--detach', commit);
    },
    build(commit) {
      const found = built.get(commit) ?? build(commit);
      built.set(commit, found);
      return found;
    },
  };
}

function gitIn(cwd: string): (...args: string[]) => Promise<string> {
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: author.date,
  };
  const plain = ['-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false'];
  return async (...args) => (await execa('git', [...plain, ...args], { cwd, env })).stdout.trim();
}
