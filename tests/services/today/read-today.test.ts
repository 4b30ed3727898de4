import { describe, expect, test } from 'vitest';
import type { DrillEntryBody } from '../../../src/domain/drill.ts';
import { Instant, PersonId, toInstant } from '../../../src/domain/ids.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import type { MigrationEntryBody } from '../../../src/domain/migration-record.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { writeDrill } from '../../../src/services/drills/drill-log.ts';
import { readToday, type TodayHouse } from '../../../src/services/today/read-today.ts';
import { aBackup } from '../../blocks/support/facts.ts';
import { drillReport } from '../../support/drill-builder.ts';
import { declared, fullTeam, lead, policy } from '../../support/incident-builder.ts';
import { memoryWorkLog } from '../../support/memory-work-log.ts';

const now = new Date('2026-06-30T12:00:00.000Z');
const service = policy();

function house(
  more: { readonly backups?: () => Promise<readonly StoredBackup[]>; readonly rosterFails?: boolean } = {},
) {
  const nowMs = () => now.getTime();
  const { incident } = declared().write(
    {
      kind: 'follow-up-opened',
      ...{ number: 1, subject: 'root-causes', title: 'Fix the root causes', owner: lead },
      dueAt: Instant.parse('2026-06-29T12:00:00.000Z'),
    },
    lead,
  );
  const line = { id: incident.id, service: service.name, environment: 'production', closedAt: null };
  return {
    store: {
      now: async () => toInstant(now),
      list: async () => [{ ...line, declaredAt: incident.declaredAt }],
    },
    journal: { incident: async () => incident, entries: async () => [] },
    people: {
      roster: async () => (more.rosterFails === true ? Promise.reject(new Error('Slack is away')) : fullTeam),
      timeZone: async () => null,
    },
    drills: memoryWorkLog<DrillEntryBody>(nowMs),
    migrations: memoryWorkLog<MigrationEntryBody>(nowMs),
    portsOf: () => ({ backups: { list: more.backups ?? (async () => []) }, deploys: [] }) as unknown as ServicePorts,
  } as unknown as TodayHouse;
}

function kept(snapshotAt: string, more: Partial<StoredBackup> = {}): StoredBackup {
  const { manifest } = aBackup();
  return { proof: null, ...more, manifest: { ...manifest, kind: 'nightly', snapshotAt: Instant.parse(snapshotAt) } };
}

describe('how a service stands today', () => {
  test('a storage that is away hides nothing else, and says why', async () => {
    const today = await readToday(house({ backups: () => Promise.reject(new Error('no route to host')) }), service);
    expect(today.backups).toMatchObject({ kind: 'unknown', why: expect.stringContaining('no route to host') });
    expect(today.deciders).toMatchObject({
      kind: 'known',
      value: { anyTime: [{ role: 'team-lead' }, { role: 'cto' }] },
    });
    expect(today.live).toHaveLength(1);
  });

  test('a roster that cannot be looked up hides nothing else', async () => {
    const today = await readToday(house({ rosterFails: true }), service);
    expect([today.deciders.kind, today.backups.kind]).toEqual(['unknown', 'known']);
  });

  test('a backup that failed its proof is the newest and not a good one', async () => {
    const bad = { provedAt: toInstant(now), durationMs: 1, passed: false, findings: [] };
    const pin = { by: 'U0LEAD', reason: 'audit', at: toInstant(now) };
    const list = [
      kept('2026-06-30T02:00:00.000Z', { proof: bad }),
      kept('2026-06-30T01:00:00.000Z', { pin }),
      kept('2026-06-20T01:00:00.000Z'),
    ];
    const { backups } = await readToday(house({ backups: async () => list }), service);
    expect(backups).toMatchObject({
      kind: 'known',
      value: {
        newest: { manifest: { snapshotAt: '2026-06-30T02:00:00.000Z' } },
        good: { manifest: { snapshotAt: '2026-06-30T01:00:00.000Z' } },
        lastProof: { passed: false },
        pinned: [{ pin }],
      },
    });
  });

  test('what drills and incidents left is one list, the first due at its top, with what is overdue', async () => {
    const here = house();
    const asked = { kind: 'drill-asked', number: 1, reason: 'by-hand', due: null, from: null } as const;
    const owner = PersonId.parse('U0CTO');
    const followUp = { say: 'The key is gone.', owner, dueAt: Instant.parse('2026-07-07T12:00:00.000Z') };
    const report = drillReport({ result: 'failed' });
    for (const body of [asked, { kind: 'drill-ended', number: 1, report, followUp }] as const)
      await writeDrill(here.drills, service, () => ({ body, by: { kind: 'bot' } }));
    const { toDo } = await readToday(here, service);
    expect(toDo).toMatchObject({
      kind: 'known',
      value: [
        { number: 1, say: 'Fix the root causes', overdue: true },
        { of: 'promptrefine-drill-1', number: null, owner: 'U0CTO', overdue: false },
      ],
    });
  });
});
