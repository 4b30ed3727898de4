import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const sources = import.meta.dirname;

/** The commits of the Party migration, as `git log --oneline` shows them. */
export interface PartyCommits {
  readonly before: string;
  readonly phase3: string;
  readonly phase4: string;
  readonly phase5: string;
  /** Phase 5 once more, with a slip: it reads a column that no phase ever made. */
  readonly mapping: string;
}

/** A Git repository with one commit for each phase, Phase 4 drops, phase 5 only changes code. The last one has a slip and is not deployed at first. */
export async function makeRepository(folder: string): Promise<PartyCommits> {
  mkdirSync(folder, { recursive: true });
  await git(folder, 'init', '-q');
  copyMigrations(folder, (name) => name.endsWith('_identity'));
  writeContract(folder, 'contact');
  const before = await commit(folder, 'Contacts and organizations');
  copyMigrations(folder, (name) => !name.includes('phase_4'));
  writeContract(folder, 'contact and party');
  const phase3 = await commit(folder, 'Phase 3: backfill parties');
  copyMigrations(folder, () => true);
  cpSync(join(sources, 'ops'), join(folder, 'ops'), { recursive: true });
  const phase4 = await commit(folder, 'Phase 4: drop the legacy identity');
  writeContract(folder, 'party');
  const phase5 = await commit(folder, 'Phase 5: Party-native API only');
  writeContract(folder, 'party', 'displayName');
  const mapping = await commit(folder, 'Phase 5: remove the mapping of names');
  return { before, phase3, phase4, phase5, mapping };
}

export function migrationsOf(checkout: string): string {
  return join(checkout, 'prisma', 'migrations');
}

/** Deploys in this example's way: the checkout is what runs. */
export async function checkOut(folder: string, commitId: string): Promise<void> {
  await git(folder, 'checkout', '-q', '--detach', commitId);
}

export async function headOf(folder: string): Promise<string> {
  return git(folder, 'rev-parse', 'HEAD');
}

function copyMigrations(folder: string, wanted: (name: string) => boolean): void {
  const all = join(sources, 'prisma', 'migrations');
  for (const name of readdirSync(all).filter(wanted))
    cpSync(join(all, name), join(migrationsOf(folder), name), { recursive: true });
}

/** What the API answers with; stands for the code of a phase. */
function writeContract(folder: string, identity: string, clientName = 'name'): void {
  writeFileSync(join(folder, 'contract.json'), `${JSON.stringify({ identity, clientName })}\n`);
}

async function commit(folder: string, subject: string): Promise<string> {
  await git(folder, 'add', '-A');
  const identity = ['-c', 'user.name=Party team', '-c', 'user.email=party@example.com', '-c', 'commit.gpgsign=false'];
  await git(folder, ...identity, 'commit', '-q', '-m', subject);
  return headOf(folder);
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd })).stdout.trim();
}
