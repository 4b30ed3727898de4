import type pg from 'pg';
import { quoteName, quoteQualified } from '../identifiers.ts';

/** A trigger of the service that would fire for us: sends mail, counts, writes a history. */
export interface Trigger {
  /** The oid of the table that people see; a partition's trigger counts as its table's. */
  readonly root: number;
  readonly schema: string;
  readonly relation: string;
  readonly name: string;
  /** ENABLE ALWAYS: it is put back as that. */
  readonly always: boolean;
  readonly on: readonly ('INSERT' | 'UPDATE' | 'DELETE')[];
}

export async function readTriggers(client: pg.Client): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `SELECT c.oid AS root, n.nspname AS schema, r.relname AS relation, t.tgname AS name, t.tgenabled = 'A' AS always,
            array_remove(ARRAY[CASE WHEN t.tgtype & 4 > 0 THEN 'INSERT' END, CASE WHEN t.tgtype & 8 > 0 THEN 'DELETE' END,
                               CASE WHEN t.tgtype & 16 > 0 THEN 'UPDATE' END], NULL) AS on
       FROM pg_class c
       CROSS JOIN LATERAL (SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid)) tree
       JOIN pg_trigger t ON t.tgrelid = tree.relid JOIN pg_class r ON r.oid = tree.relid JOIN pg_namespace n ON n.oid = r.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
        AND t.tgtype & 28 > 0 ORDER BY n.nspname, r.relname, t.tgname`,
  );
  return rows;
}

/**
 * Switches these off for the rest of the transaction, one by one: DISABLE TRIGGER USER would also forget which were off
 * before. Others who write to such a table wait until we are done, so that no trigger of theirs is missed.
 * `session_replication_role` would silently accept orphans.
 */
export async function switchOff(client: pg.Client, triggers: readonly Trigger[]): Promise<void> {
  for (const trigger of triggers) await alter(client, trigger, 'DISABLE');
}

/** As they were. Call it when no check of a foreign key is waiting any more. */
export async function switchOn(client: pg.Client, triggers: readonly Trigger[]): Promise<void> {
  for (const trigger of triggers) await alter(client, trigger, trigger.always ? 'ENABLE ALWAYS' : 'ENABLE');
}

async function alter(client: pg.Client, trigger: Trigger, how: string): Promise<void> {
  const relation = quoteQualified(trigger.schema, trigger.relation);
  await client.query(`ALTER TABLE ONLY ${relation} ${how} TRIGGER ${quoteName(trigger.name)}`);
}
