import { releaseA } from './a.ts';
import { releaseB } from './b.ts';
import { releaseC } from './c.ts';
import type { Release } from './release.ts';

/** Every commit that can be deployed, oldest first. */
export const releases: readonly Release[] = [releaseA, releaseB, releaseC];

/** The release whose commit begins with the given id (at least 7 characters); undefined when there is none or several. */
export function findRelease(commit: string): Release | undefined {
  const matching = commit.length < 7 ? [] : releases.filter((release) => release.commit.startsWith(commit));
  return matching.length === 1 ? matching[0] : undefined;
}
