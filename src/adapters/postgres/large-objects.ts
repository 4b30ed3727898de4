import type pg from 'pg';
import type { LargeObjectContent } from '../../domain/manifest.ts';

/** Read at a time, in bytes: what the server holds in memory stays the same however large an object is. */
const sliceBytes = 1_048_576;

/**
 * Hashes every large object slice by slice, on sessions that show one snapshot. The sum of the slices' hashes knows no
 * order, so the sessions share the objects among them. What our role may not read is counted in `unread`, for lo_get
 * refuses the whole statement for one of them.
 */
export async function fingerprintLargeObjects(sessions: readonly pg.Client[]): Promise<LargeObjectContent> {
  const parts = await Promise.all(sessions.map((session, share) => readShare(session, sessions.length, share)));
  return {
    content: String(parts.reduce((sum, part) => sum + BigInt(part.content), 0n)),
    bytes: parts.reduce((sum, part) => sum + Number(part.bytes), 0),
    unread: parts.reduce((sum, part) => sum + Number(part.unread), 0),
  };
}

type Share = Readonly<Record<'content' | 'bytes' | 'unread', string>>;

/** OFFSET 0 keeps the planner from reading a slice once for its digest and once for its length. */
async function readShare(session: pg.Client, shares: number, share: number): Promise<Share> {
  const slice = (of: string, at: string) =>
    `SELECT ${of}.oid, ${at} AS at, md5(s.bytes) AS digest, length(s.bytes) AS length
       FROM ${of} CROSS JOIN LATERAL (SELECT lo_get(${of}.oid, ${at}, ${sliceBytes}) AS bytes OFFSET 0) s`;
  const { rows } = await session.query<Share>(
    `WITH RECURSIVE mine AS MATERIALIZED (
       SELECT l.oid, current_setting('lo_compat_privileges')::boolean OR pg_has_role(l.lomowner, 'USAGE') OR EXISTS (
                SELECT FROM aclexplode(l.lomacl) a
                 WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))) AS readable
         FROM pg_largeobject_metadata l WHERE l.oid::bigint % $1 = $2),
     slice AS (
       ${slice('mine', '0::bigint')} WHERE mine.readable
       UNION ALL
       ${slice('slice', `slice.at + ${sliceBytes}`)} WHERE slice.length = ${sliceBytes})
     SELECT coalesce(sum(hashtextextended(concat_ws(':', oid, at, digest) COLLATE "C", 0)), 0)::text AS content,
            coalesce(sum(length), 0)::text AS bytes, (SELECT count(*)::text FROM mine WHERE NOT readable) AS unread
       FROM slice`,
    [shares, share],
  );
  return rows[0] ?? { content: '0', bytes: '0', unread: '0' };
}
