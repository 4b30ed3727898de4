import type { z } from 'zod';
import { canonicalJson } from '../../domain/canonical.ts';
import { RecourseError } from '../../domain/errors.ts';
import { Fence, type Instant, ServiceName } from '../../domain/ids.ts';
import { asWellFormedJson } from '../../domain/kept-text.ts';
import { Actor } from '../../domain/person.ts';
import type { LogEntry, LogLease, WorkLog } from '../../ports/work-log.ts';
import type { Ask } from './ask.ts';

/** Which log it is: the name of its tables, and what may stand in it. */
export interface LogForm<Body> {
  readonly name: 'migration' | 'drill';
  readonly body: z.ZodType<Body>;
}

/** @param leaseMs how long a claim or a renewal lasts, by the database's clock */
export function workLog<Body>(ask: Ask, leaseMs: number, form: LogForm<Body>): WorkLog<Body> {
  const { name } = form;
  return {
    async read({ service, environment }) {
      const rows = await ask<Row>(
        `SELECT (SELECT recourse.iso(clock_timestamp())) AS clock, e.n, e.recorded_at, e.actor, e.body, e.once
           FROM (SELECT 1) AS one LEFT JOIN recourse.${name}_entry e ON e.service = $1 AND e.environment = $2 ORDER BY e.n`,
        [service, environment],
      );
      const entries = rows.filter(({ n }) => n !== null).map((row) => entryFrom(row, form));
      return { entries, now: rows[0]?.clock ?? ('' as Instant) };
    },

    async append({ service, environment }, head, { body, by }, { once, fence, work }) {
      const [row] = await ask<{ kind: Awaited<ReturnType<WorkLog<Body>['append']>> }>(
        `SELECT recourse.append_${name}($1, $2, $3, $4, $5, $6, $7, $8) AS kind`,
        [
          ...[service, environment, head, canonicalJson(by), canonicalJson(form.body.parse(asWellFormedJson(body)))],
          ...[once ?? null, fence ?? null, work === undefined ? null : work === 'due'],
        ],
      );
      if (row === undefined) throw new TypeError(`append_${name} answered nothing`);
      return row.kind;
    },

    async claim(holder, among) {
      const [row] = await ask<{ service: string; environment: string; fence: number }>(
        `UPDATE recourse.${name} m
            SET fence = m.fence + 1, holder = $1, lease_until = clock_timestamp() + $2 * interval '1 ms'
           FROM (SELECT service, environment FROM recourse.${name}
                  WHERE work_due AND (holder IS NULL OR lease_until <= clock_timestamp())
                    AND (service, environment) IN (SELECT * FROM unnest($3::text[], $4::text[]))
                  ORDER BY fence LIMIT 1 FOR UPDATE SKIP LOCKED) due
          WHERE m.service = due.service AND m.environment = due.environment
          RETURNING m.service, m.environment, m.fence`,
        [holder, leaseMs, among.map(({ service }) => service), among.map(({ environment }) => environment)],
      );
      if (row === undefined) return null;
      return {
        service: ServiceName.parse(row.service),
        environment: row.environment,
        fence: Fence.parse(row.fence),
      };
    },

    async renew(lease) {
      const rows = await ask(
        `UPDATE recourse.${name} SET lease_until = clock_timestamp() + $4 * interval '1 ms'
          WHERE ${held} AND lease_until > clock_timestamp() RETURNING 1`,
        [...keyOf(lease), leaseMs],
      );
      return rows.length === 1;
    },

    async release(lease, settled) {
      await ask(
        `UPDATE recourse.${name} SET holder = NULL, lease_until = NULL, work_due = work_due AND NOT $4 WHERE ${held}`,
        [...keyOf(lease), settled],
      );
    },
  };
}

const held = 'service = $1 AND environment = $2 AND fence = $3 AND holder IS NOT NULL';

function keyOf({ service, environment, fence }: LogLease): readonly unknown[] {
  return [service, environment, fence];
}

interface Row {
  readonly clock: Instant;
  readonly n: number | null;
  readonly recorded_at: Instant;
  readonly actor: string;
  readonly body: string;
  readonly once: string | null;
}

function entryFrom<Body>(row: Row, form: LogForm<Body>): LogEntry<Body> {
  const { n, recorded_at: recordedAt, actor, body, once } = row;
  const read = form.body.safeParse(JSON.parse(body));
  if (read.success) return { n: n ?? 0, recordedAt, by: Actor.parse(JSON.parse(actor)), body: read.data, once };
  throw new RecourseError(`Entry ${n} of the log of ${form.name}s cannot be read.`, {
    code: 'journal-corrupt',
    hint: 'A newer Recourse may have written it: start that one again.',
    facts: { n },
    cause: read.error,
  });
}
