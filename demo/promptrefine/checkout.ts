import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, journalPath, readJournal } from './drizzle-files.ts';
import { findRelease } from './releases/list.ts';
import type { Release } from './releases/release.ts';

const allMigrations = join(import.meta.dirname, 'drizzle', 'migrations');

/** Folder with the migrations of the commit that is checked out. */
export function migrationsOf(checkout: string): string {
  return join(checkout, 'drizzle', 'migrations');
}

/**
 * Puts the release's files into the checkout, as `git checkout` would: its migrations, then `COMMIT`. The commit is
 * renamed into place last, so a reader sees the old commit or the new one, never half of a name.
 */
export function checkOut(checkout: string, release: Release): void {
  const target = migrationsOf(checkout);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, 'meta'), { recursive: true });
  const journal = journalUpTo(release.newestMigration);
  for (const { tag } of journal.entries) cpSync(join(allMigrations, `${tag}.sql`), join(target, `${tag}.sql`));
  writeFileSync(journalPath(target), `${JSON.stringify(journal, null, 2)}\n`);
  writeFileSync(join(checkout, 'COMMIT.new'), `${release.commit}\n`);
  renameSync(join(checkout, 'COMMIT.new'), join(checkout, 'COMMIT'));
}

/** The release that is checked out; throws when there is none or its commit is unknown. */
export function readCheckout(checkout: string): Release {
  const file = join(checkout, 'COMMIT');
  const commit = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const release = findRelease(commit);
  if (release === undefined) throw new Error(`no known commit is checked out in ${checkout}: "${commit}"`);
  return release;
}

function journalUpTo(tag: string): Journal {
  const journal = readJournal(allMigrations);
  const last = journal.entries.findIndex((entry) => entry.tag === tag);
  if (last === -1) throw new Error(`the journal has no migration ${tag}`);
  return { ...journal, entries: journal.entries.slice(0, last + 1) };
}
