import { type GateReport, GateVerdict } from '../../../src/domain/gate.ts';
import { BackupId, Instant, PersonId, ServiceName } from '../../../src/domain/ids.ts';
import type { MigrationEntry, MigrationEntryBody, MigrationRecord } from '../../../src/domain/migration-record.ts';
import { theBot } from '../../../src/domain/person.ts';
import { foldMigration } from '../../../src/policy/migrations/fold-record.ts';

export const service = ServiceName.parse('shop');
export const operator = PersonId.parse('U0SAM');
const began = Date.parse('2026-06-03T14:00:00.000Z');

/** A report as the gate writes it; what is not said is quiet. */
export function reportOf(more: Partial<GateReport> = {}): GateReport {
  return {
    service,
    environment: 'production',
    at: Instant.parse('2026-06-03T14:00:00.000Z'),
    durationMs: 3_000,
    verdict: GateVerdict.enum.go,
    commit: '8d41f7c',
    backup: {
      id: BackupId.parse('20260603T135900Z-pre-migration-4f1c'),
      snapshotAt: Instant.parse('2026-06-03T13:59:00.000Z'),
      how: 'taken-now',
    },
    head: '001_a.sql',
    expectedHead: '002_b.sql',
    pending: ['002_b.sql'],
    destroys: [],
    rehearsal: null,
    findings: [],
    accepted: null,
    ...more,
  };
}

export const asked: MigrationEntryBody = { kind: 'migration-asked', number: 1, standby: [], ticked: ['staging'] };
export const lossOnly = reportOf({
  verdict: 'no-go',
  destroys: ['2.sql:1 drops table a'],
  findings: [{ check: 'destroys', result: 'failed', say: '2.sql:1 drops table a' }],
});

const byPeople = new Set(['migration-asked', 'loss-accepted', 'done-asked', 'migration-called-off']);

/** Entries a second apart; people's are the operator's. */
export function entriesOf(bodies: readonly MigrationEntryBody[]): readonly MigrationEntry[] {
  return bodies.map((body, at) => ({
    n: at + 1,
    body,
    by: byPeople.has(body.kind) ? { kind: 'person', id: operator } : theBot,
    recordedAt: Instant.parse(new Date(began + at * 1_000).toISOString()),
    once: null,
  }));
}

export function recordOf(...bodies: readonly MigrationEntryBody[]): MigrationRecord {
  const record = foldMigration(service, 'production', entriesOf(bodies));
  if (record === null) throw new Error('nothing was asked');
  return record;
}
