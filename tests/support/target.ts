import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { ValidatedCopy } from '../../src/domain/database.ts';
import { Digest, Fence, Instant, PersonId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type Grant, grantOf } from '../../src/policy/grant.ts';
import type { Effort } from '../../src/ports/run-tag.ts';
import { databaseUrl } from './cluster.ts';

/** A run name that no other test uses; it has an incident's form so that a grant can be read out of its decision. */
export function newRun(): string {
  return `INC-${randomBytes(5).readUIntBE(0, 5) + 1}`;
}

/** The effort of a run's conductor. `said` collects what it reports. */
export function effortOf(
  run: string,
  fence = 1,
  given: { signal?: AbortSignal; heard?: (say: string) => void } = {},
): Effort {
  return {
    tag: { run, fence: Fence.parse(fence) },
    signal: given.signal ?? new AbortController().signal,
    progress: given.heard ?? (() => undefined),
  };
}

/** The grant that policy reads out of an approved incident; only the facts that it looks at are filled in. */
export function approve(run: string): Grant {
  const digest = Digest.parse('a'.repeat(64));
  const basis = { role: 'lead', rule: 'lead', say: 'is the team lead', evidence: [] };
  const by = PersonId.parse('ULEAD1');
  const approved = {
    id: run,
    phase: 'executing',
    objections: [],
    coolingUntil: null,
    proposed: { digest, revision: 1, plan: { path: 'restore' } },
    decision: { choice: 'approve', digest, revision: 1, by, basis, at: Instant.parse('2026-11-21T12:00:00.000Z') },
  } as unknown as Incident;
  const grant = grantOf(approved);
  if (grant === null) throw new Error('policy gave no grant for an approved incident');
  return grant;
}

/** Says that a database is a validated copy, as the outcome of `validate-copy` would. */
export async function asValidatedCopy(name: string): Promise<ValidatedCopy> {
  const [row] = await ask<{ oid: string; id: string }>(
    databaseUrl('postgres'),
    'SELECT oid, (SELECT system_identifier::text FROM pg_control_system()) AS id FROM pg_database WHERE datname = $1',
    [name],
  );
  return ValidatedCopy.parse({ name, oid: Number(row?.oid), systemIdentifier: row?.id });
}

/** One question on a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { pathname } = new URL(url);
  // A name with `/` or `?` in it reaches the driver only beside the URL.
  const client = new pg.Client({ ...parseIntoClientConfig(url), database: decodeURIComponent(pathname.slice(1)) });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Looks until it is so; for things that happen in other processes and tell nobody. */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
