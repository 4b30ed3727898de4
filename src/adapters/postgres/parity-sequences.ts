import type pg from 'pg';

interface Sequence {
  readonly name: string;
  readonly ascending: boolean;
  readonly cycles: boolean;
  /** The last value given out; null where none was, or where we may not look. */
  readonly last: string | null;
  readonly readable: boolean;
}

export interface RaisedSequences {
  readonly raised: readonly string[];
  /** `public.users_id_seq: permission denied`, for what could not be read or set. */
  readonly refused: readonly string[];
}

/**
 * Sets the copy's sequences to at least production's values: ids that were given out after the backup are in clients'
 * hands, and must not be given out again.
 */
export async function raiseSequences(production: pg.Client, copy: pg.Client): Promise<RaisedSequences> {
  const copies = new Map((await listSequences(copy)).map((sequence) => [sequence.name, sequence]));
  const both = (await listSequences(production)).flatMap((live) => {
    const standing = copies.get(live.name);
    return standing === undefined ? [] : [{ live, standing }];
  });
  const unseen = both.filter(({ live, standing }) => !live.readable || !standing.readable);
  const behind = both.filter(({ live, standing }) => isBehind(standing, live));
  const results = [];
  for (const { live } of behind) results.push(await raise(copy, live));
  return {
    raised: results.flatMap((result) => result.raised ?? []),
    refused: [
      ...unseen.map(({ live }) => `${live.name}: may not be read`),
      ...results.flatMap((result) => result.refused ?? []),
    ],
  };
}

async function raise(copy: pg.Client, live: Sequence): Promise<{ raised?: string; refused?: string }> {
  try {
    await copy.query('SELECT setval($1::regclass, $2::bigint)', [live.name, live.last]);
    return { raised: `${live.name} to ${live.last}` };
  } catch (error) {
    return { refused: `${live.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A sequence that cycles has no order: it is set to production's value unless it stands there. */
function isBehind(copy: Sequence, live: Sequence): boolean {
  if (live.last === null || copy.last === null) return live.last !== null;
  if (live.cycles) return copy.last !== live.last;
  return live.ascending ? BigInt(copy.last) < BigInt(live.last) : BigInt(copy.last) > BigInt(live.last);
}

async function listSequences(client: pg.Client): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, s.seqincrement > 0 AS ascending, s.seqcycle AS cycles,
            has_sequence_privilege(c.oid, 'SELECT, USAGE') AS readable,
            CASE WHEN has_sequence_privilege(c.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(c.oid)::text END AS last
       FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relpersistence <> 't' ORDER BY c.oid`,
  );
  return rows;
}
