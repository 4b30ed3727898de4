import { describe, expect, test } from 'vitest';
import { drawDigest } from '../../blocks/digest.ts';
import { authorityDrillId } from '../../src/domain/authority-drill.ts';
import type { AuthorityRecord } from '../../src/domain/authority-record.ts';
import { BackupId, ChannelId, IncidentId, Instant, ServiceName } from '../../src/domain/ids.ts';
import type { StoredBackup } from '../../src/domain/manifest.ts';
import { theBot } from '../../src/domain/person.ts';
import type { ServiceToday } from '../../src/domain/service-today.ts';
import { drillEnd, drillRecord, drillReport } from '../support/drill-builder.ts';
import { cto, lead, onCall } from '../support/incident-builder.ts';
import { expectGoodMessage, visible } from './support/checks.ts';
import { aBackup } from './support/facts.ts';

const at = Instant.parse('2026-11-23T08:00:00.000Z');
const names = new Map([
  [lead, 'Dana Kim'],
  [cto, 'Alex Obi'],
  [onCall, 'Sam Rivera'],
]);
const reader = { names, timeZone: 'UTC' };
const known = <Value>(value: Value) => ({ kind: 'known', value }) as const;

function backup(snapshotAt: string): StoredBackup {
  const { manifest } = aBackup();
  const id = BackupId.parse(`${snapshotAt.replace(/[-:]/g, '').replace(/\.\d+/, '')}-nightly-0001`);
  return { manifest: { ...manifest, id, kind: 'nightly', snapshotAt: Instant.parse(snapshotAt) }, proof: null };
}

const practised: AuthorityRecord = {
  ...{ id: authorityDrillId('shop', 2), number: 2, service: ServiceName.parse('shop'), environment: 'production' },
  ...{
    state: 'ended',
    reason: 'with-drill',
    due: null,
    askedBy: theBot,
    entries: [],
    pages: [],
    followUp: null,
    head: 9,
  },
  askedAt: Instant.parse('2026-11-02T09:00:00.000Z'),
  report: {
    ...{ result: 'in-time', windowMs: 1_800_000, votesNeeded: 1, asked: [], incident: null },
    beganAt: Instant.parse('2026-11-02T09:00:00.000Z'),
    endedAt: Instant.parse('2026-11-02T09:00:42.000Z'),
    decision: {
      ...{ choice: 'approve', by: lead, afterMs: 42_000 },
      basis: { role: 'team-lead', rule: 'lead', say: 'The team lead may decide at any time (S8).', evidence: [] },
    },
  },
};

function healthy(name = 'shop', title = 'Shop'): ServiceToday {
  const newest = backup('2026-11-23T02:15:00.000Z');
  const provedAt = Instant.parse('2026-11-22T05:00:00.000Z');
  return {
    ...{ name: ServiceName.parse(name), title, environment: 'production', channel: ChannelId.parse('C0OPS') },
    ...{ timeZone: 'UTC', at, live: [] },
    backups: known({
      ...{ newest, good: newest, count: 14, pinned: [] },
      lastProof: { backup: newest.manifest.id, provedAt, passed: true },
    }),
    drills: known({
      last: drillRecord(drillEnd(drillReport())),
      ...{ next: Instant.parse('2026-12-01T04:00:00.000Z'), late: [], lastAuthority: practised, asksPeople: true },
    }),
    deciders: known({
      anyTime: [
        { role: 'team-lead', people: [lead] },
        { role: 'cto', people: [cto] },
      ],
      ...{ standIns: [onCall], unclear: [], troubles: [] },
    }),
    ...{ toDo: known([]), migration: known(null), autoDeploysOff: known([]) },
  };
}

const troubled: ServiceToday = {
  ...healthy('blog', 'Blog & more'),
  live: [{ id: IncidentId.parse('INC-9'), declaredAt: Instant.parse('2026-11-23T07:00:00.000Z') }],
  backups: { kind: 'unknown', why: 'The storage is away.' },
  drills: known({
    last: null,
    next: null,
    late: [],
    lastAuthority: { ...practised, askedAt: at, report: null },
    asksPeople: true,
  }),
  toDo: known([
    {
      ...{ of: 'INC-7', number: 2, say: 'Fix the root <!channel> causes', owner: lead, overdue: true },
      dueAt: Instant.parse('2026-11-20T08:00:00.000Z'),
    },
    {
      ...{ of: 'blog-drill-3', number: null, say: 'The key is gone.', owner: null, overdue: false },
      dueAt: Instant.parse('2026-11-30T08:00:00.000Z'),
    },
  ]),
  migration: known({ number: 4, phase: 'open', operator: onCall, askedAt: Instant.parse('2026-11-23T06:00:00.000Z') }),
  autoDeploysOff: known([{ incident: IncidentId.parse('INC-7'), target: 'web' }]),
};

describe('the weekly digest', () => {
  test('says what is missing first, then how each service stands, as a person would', () => {
    const drawn = drawDigest({ services: [healthy(), troubled], at }, reader);
    expectGoodMessage(drawn);
    expect(`\n${drawn.text}\n`).toBe(`
🔴 3 to look at: how we stand
🔴 Blog &amp; more: INC-9 is live since 2026-11-23 07:00 UTC
🔴 Blog &amp; more: 1 thing to do is overdue
🔴 Blog &amp; more: the backups could not be asked: The storage is away.
Shop (production)
💾 Backup of 2026-11-23 02:15 UTC; last proof passed 2026-11-22 05:00 UTC
🧯 Drill 2026-11-01 04:00 UTC ✅ passed, RTO 4 min 4 s of 1 h, RPO 1 d of 1 d 2 h; next 2026-12-01 04:00 UTC
🗳️ Decision 2026-11-02 09:00 UTC ✅ in time: approved after 42 s of 30 min
👥 Can decide now: Dana Kim (team lead) or Alex Obi (CTO); Sam Rivera (on-call engineer) if the lead cannot be reached
Blog &amp; more (production)
🧯 No drill was held yet; next never
🗳️ No decision was practised yet
👥 Can decide now: Dana Kim (team lead) or Alex Obi (CTO); Sam Rivera (on-call engineer) if the lead cannot be reached
🔴 INC-7 2: Fix the root &lt;!channel&gt; causes · Dana Kim, was due 2026-11-20 08:00 UTC
☐ blog-drill-3: The key is gone. · nobody’s yet, due 2026-11-30 08:00 UTC
🚧 Migration 4 by Sam Rivera is not over (open), begun 2026-11-23 06:00 UTC
⏸️ Auto-deploy is off: web (since INC-7)
`);
  });

  test('of services where nothing is missing says so in its head', () => {
    expect(drawDigest({ services: [healthy()], at }, reader).text).toMatch(/^✅ Ready to go back/);
  });

  test.each([1, 12, 40, 200])('of %d services fits into what Slack takes, and names those it leaves out', (count) => {
    const many = Array.from({ length: count }, (_, index) => ({ ...troubled, name: ServiceName.parse(`s${index}`) }));
    const drawn = drawDigest({ services: many, at }, reader);
    expectGoodMessage(drawn);
    if (count > 40) expect(visible(drawn)).toContain(`${count - 40} more`);
  });

  test('cannot be made to ping anybody or forge a link, whatever stands in it', () => {
    const evil = '<!channel> <https://evil.example|click> <@U0EVIL>'.repeat(80);
    const pin = { by: evil, reason: evil, at };
    const newest = backup('2026-11-23T02:15:00.000Z');
    const services: ServiceToday[] = [
      {
        ...{ ...healthy(), title: evil, environment: evil },
        backups: known({ newest, good: null, lastProof: null, count: 1, pinned: [{ id: newest.manifest.id, pin }] }),
        toDo: known([{ of: evil, number: 1, say: evil, owner: lead, dueAt: at, overdue: true }]),
        deciders: { kind: 'unknown', why: evil },
        autoDeploysOff: known([{ incident: IncidentId.parse('INC-7'), target: evil }]),
      },
    ];
    expectGoodMessage(drawDigest({ services, at }, reader));
  });
});
