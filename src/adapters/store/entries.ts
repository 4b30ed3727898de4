import type { Draft } from '../../domain/entry.ts';
import { RecourseError } from '../../domain/errors.ts';
import { IncidentId, type Instant, type ServiceName } from '../../domain/ids.ts';
import type { AppendGuard, AppendResult, EntryStore, IncidentLine } from '../../ports/entry-store.ts';
import type { Ask } from './ask.ts';
import { draftTexts, type EntryRow, entryFrom, linkFrom } from './entry-texts.ts';
import type { Signals } from './signals.ts';

/** Journals in PostgreSQL: every method is one statement, and the rules stand in the schema. */
export function entryStore(ask: Ask, signals: Signals): EntryStore {
  return {
    async open(given) {
      const [draft] = JSON.parse(draftTexts([given.draft]));
      const [row] = await ask<{ kind: 'opened' | 'live-already' | 'repeated'; incident: number }>(
        'SELECT * FROM recourse.open_incident($1, $2, $3, $4)',
        [given.service, given.environment, JSON.stringify(draft), given.once ?? null],
      );
      if (row === undefined) throw new TypeError('open_incident answered nothing');
      const id = idOf(row.incident);
      if (row.kind === 'opened') signals.say('recourse_entries', id);
      return { kind: row.kind, id };
    },

    async append(id, head, drafts, guard) {
      const result = await append(ask, id, head, drafts, guard);
      if (result.kind === 'appended') signals.say('recourse_entries', id);
      return result;
    },

    async read(id, after) {
      const rows = await ask<EntryRow & { clock: Instant; n: number | null }>(
        `SELECT (SELECT recourse.iso(clock_timestamp())) AS clock,
           e.n, e.recorded_at, e.occurred_at, e.actor, e.body, e.previous, e.digest
         FROM recourse.incident i LEFT JOIN recourse.entry e ON e.incident = i.number AND e.n > $2
         WHERE i.number = $1 ORDER BY e.n`,
        [numberOf(id), after],
      );
      const [first] = rows;
      if (first === undefined) return null;
      return { entries: first.n === null ? [] : rows.map(entryFrom), now: first.clock };
    },

    async readChain(id) {
      const rows = await ask<EntryRow & { head_n: number; head_digest: string }>(
        `SELECT e.n, e.recorded_at, e.occurred_at, e.actor, e.body, e.previous, e.digest, i.head_n, i.head_digest
         FROM recourse.incident i LEFT JOIN recourse.entry e ON e.incident = i.number WHERE i.number = $1 ORDER BY e.n`,
        [numberOf(id)],
      );
      const [first] = rows;
      if (first === undefined) return null;
      const links = first.n === null ? [] : rows.map(linkFrom);
      return { links, head: { n: first.head_n, digest: first.head_digest } };
    },

    async list({ liveOnly, service, limit }) {
      const rows = await ask<IncidentRow>(
        `SELECT number, service, environment, declared_at, closed_at FROM recourse.incident
         WHERE (closed_at IS NULL OR NOT $1) AND ($2::text IS NULL OR service = $2) ORDER BY number DESC LIMIT $3`,
        [liveOnly, service ?? null, limit],
      );
      return rows.map(lineFrom);
    },

    async now() {
      const [row] = await ask<{ clock: Instant }>('SELECT recourse.iso(clock_timestamp()) AS clock');
      if (row === undefined) throw new TypeError('the store has no clock');
      return row.clock;
    },

    listen: (heard) => signals.on('recourse_entries', (payload) => heard(IncidentId.parse(payload))),
  };
}

interface IncidentRow {
  readonly number: number;
  readonly service: ServiceName;
  readonly environment: string;
  readonly declared_at: Instant;
  readonly closed_at: Instant | null;
}

interface AppendRow extends EntryRow {
  readonly kind: 'entry' | 'no-incident' | AppendResult['kind'];
  readonly clock: Instant;
}

async function append(
  ask: Ask,
  id: IncidentId,
  head: { readonly n: number; readonly digest: string },
  drafts: readonly Draft[],
  guard: AppendGuard,
): Promise<AppendResult> {
  if (drafts.length === 0) throw new TypeError('an append needs at least one draft');
  const closes = drafts.some(({ body }) => body.kind === 'incident-closed');
  const [verdict, ...rows] = await ask<AppendRow>(
    'SELECT * FROM recourse.append_entries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [
      ...[numberOf(id), head.n, head.digest, draftTexts(drafts), closes],
      ...[guard.fence ?? null, guard.notBefore ?? null, guard.notAfter ?? null],
      ...[guard.once ?? null, guard.wakeAt ?? null],
    ],
  );
  switch (verdict?.kind) {
    case 'appended':
      return { kind: 'appended', entries: rows.map(entryFrom) };
    case 'out-of-time':
      return { kind: 'out-of-time', now: verdict.clock };
    case 'conflict':
    case 'fenced-off':
    case 'repeated':
      return { kind: verdict.kind };
    default:
      throw new RecourseError(`There is no incident ${id}.`, {
        code: 'not-found',
        hint: '`recourse incident list` names them all.',
        facts: { id },
      });
  }
}

export function numberOf(id: IncidentId): number {
  return Number(id.slice('INC-'.length));
}

export function idOf(number: number): IncidentId {
  return IncidentId.parse(`INC-${number}`);
}

function lineFrom(row: IncidentRow): IncidentLine {
  return {
    id: idOf(row.number),
    service: row.service,
    environment: row.environment,
    declaredAt: row.declared_at,
    closedAt: row.closed_at,
  };
}
