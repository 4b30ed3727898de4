import type { Target } from '../adapters/postgres/connect.ts';

/** The URL of another database on the same server, for a child's environment; a secret. */
export function scratchUrl({ url }: Target, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}
