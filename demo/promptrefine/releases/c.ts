import { releaseA } from './a.ts';
import type { Release } from './release.ts';

/** The commit of the forward fix: it brings the column back that commit B dropped, and reads it as commit A did. */
export const releaseC: Release = {
  commit: '41b7d90e6f3c58a2b1d4097ce85f2a63b0c7e918',
  subject: 'Bring the current version of a prompt back',
  newestMigration: '0008_current_version_again',
  queries: releaseA.queries,
};
