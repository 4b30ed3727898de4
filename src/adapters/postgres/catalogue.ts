import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Catalogue, ObjectDigest } from '../../ports/snapshots.ts';
import { definitionQueries } from './definition-queries.ts';
import { rightsQueries } from './rights-queries.ts';

/** Describes everything but the rows, on a work session (whose settings are pinned). */
export async function describeCatalogue(client: pg.Client): Promise<Catalogue> {
  return {
    definitions: await digestObjects(client, definitionQueries),
    rights: await digestObjects(client, rightsQueries),
  };
}

interface Described {
  readonly object: string;
  readonly definition: string | null;
}

async function digestObjects(client: pg.Client, queries: readonly string[]): Promise<ObjectDigest[]> {
  const described: Described[] = [];
  for (const query of queries) described.push(...(await client.query<Described>(query)).rows);
  return described
    .map(({ object, definition }) => ({ object, digest: digestOfDefinition(object, definition ?? '') }))
    .sort((left, right) => (left.object < right.object ? -1 : 1));
}

/** A function's body is kept to the letter; everything else passes through PostgreSQL's own pretty-printer. */
function digestOfDefinition(object: string, definition: string): string {
  const text = object.startsWith('function ') ? definition : withoutDecoration(definition);
  return createHash('sha256').update(text).digest('hex');
}

const cast =
  /::(?:"[^"]+"|[a-z_][\w$]*)(?:\.(?:"[^"]+"|[a-z_][\w$]*))?(?: varying| precision)?(?:\(\d+(?:,\s*\d+)?\))?(?: with(?:out)? time zone)?(?:\[\])*/g;

/**
 * PostgreSQL writes some expressions differently once they were dumped and loaded: `(ARRAY['a'::varchar])::text[]`
 * comes back as `ARRAY[('a'::varchar)::text]`. Casts, brackets and spaces are therefore left out of what is compared.
 */
export function withoutDecoration(expression: string): string {
  return expression.replace(cast, '').replace(/[\s()[\]]+/g, '');
}
