/** What libpq itself understands of a URL's parameters; drivers and ORMs add others, which libpq refuses. */
const understood = new Set([
  'channel_binding',
  'connect_timeout',
  'gssencmode',
  'host',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'krbsrvname',
  'port',
  'sslcert',
  'sslcrl',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'target_session_attrs',
]);

/** How a child of libpq's finds its server: what may stand in its arguments, and the password, which may not (I8). */
export interface LibpqConnection {
  /** A connection URL without any secret, for `--dbname`. */
  readonly dbname: string;
  /** For PGPASSWORD, which only the same account can read; undefined where the URL has none. */
  readonly password: string | undefined;
}

/** Divides a connection URL; `database` replaces the one that it names. */
export function divideUrl(url: string, database?: string): LibpqConnection {
  const parts = new URL(url);
  const password = decodeURIComponent(parts.password) || (parts.searchParams.get('password') ?? undefined);
  parts.password = '';
  if (database !== undefined) parts.pathname = `/${encodeURIComponent(database)}`;
  for (const name of [...parts.searchParams.keys()]) {
    if (!understood.has(name)) parts.searchParams.delete(name);
  }
  // The Node driver's word for "encrypt, but believe any certificate"; libpq calls it so.
  if (parts.searchParams.get('sslmode') === 'no-verify') parts.searchParams.set('sslmode', 'require');
  return { dbname: parts.href, password };
}
