import type { Target } from '../adapters/postgres/connect.ts';
import { type RunTag, tagText } from '../ports/run-tag.ts';

/** The URL of another database on the same server, for a child's environment; a secret. */
export function scratchUrl({ url }: Target, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/**
 * The environment of the service's own migration command: the URL under `variable`, and how long it may wait for a lock.
 * Not every tool reads PGAPPNAME and PGOPTIONS (Prisma reads neither), so the URL says the same; a URL is a secret.
 *
 * @param given.lockWaitMs what queues behind the command's lock would wait as long
 */
export function commandEnvironment(
  target: Target,
  given: { readonly variable: string; readonly database: string; readonly tag: RunTag; readonly lockWaitMs: number },
): Record<string, string> {
  const { variable, database, tag, lockWaitMs } = given;
  const limit = `-c lock_timeout=${Math.trunc(lockWaitMs)}`;
  const url = new URL(scratchUrl(target, database));
  const before = url.searchParams.get('options');
  const others = url.search.slice(1).split('&');
  // Written by hand: libpq does not read the `+` that URLSearchParams writes for a space.
  url.search = [
    ...others.filter((pair) => pair !== '' && !/^(options|application_name)=/.test(pair)),
    `options=${encodeURIComponent(before === null ? limit : `${before} ${limit}`)}`,
    `application_name=${encodeURIComponent(tagText(tag))}`,
  ].join('&');
  return { [variable]: url.href, PGOPTIONS: limit };
}
