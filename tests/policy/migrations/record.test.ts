import { describe, expect, test } from 'vitest';
import { IncidentId, PersonId } from '../../../src/domain/ids.ts';
import type { MigrationEntryBody, MigrationPhase } from '../../../src/domain/migration-record.ts';
import { MigrationPolicy } from '../../../src/domain/policy-file/databases.ts';
import { foldMigration, onlyLossIsMissing } from '../../../src/policy/migrations/fold-record.ts';
import {
  mayAcceptLoss,
  mayBeDone,
  mayBegin,
  mayHaveBegun,
  remindAt,
} from '../../../src/policy/migrations/judge-record.ts';
import { policy } from '../../support/incident-builder.ts';
import { asked, entriesOf, lossOnly, operator, recordOf, reportOf, service } from './records.ts';

const go: MigrationEntryBody = { kind: 'gate-finished', report: reportOf() };
const no: MigrationEntryBody = { kind: 'gate-finished', report: lossOnly };
const broken: MigrationEntryBody = {
  kind: 'gate-finished',
  report: reportOf({ verdict: 'no-go', findings: [{ check: 'rehearsal', result: 'failed', say: 'it failed' }] }),
};
const accepted: MigrationEntryBody = { kind: 'loss-accepted', why: 'meant' };
const doneAsked: MigrationEntryBody = { kind: 'done-asked' };
const validated = (result: 'passed' | 'failed'): MigrationEntryBody => ({
  kind: 'validation-finished',
  findings: [{ check: 'ledger', result, say: '' }],
});
const calledOff: MigrationEntryBody = { kind: 'migration-called-off', why: 'no' };
const failed: MigrationEntryBody = { kind: 'gate-failed', say: 'the server is away', hint: 'wait' };

test.each<[what: string, bodies: readonly MigrationEntryBody[], phase: MigrationPhase]>([
  ['asked', [asked], 'measuring'],
  ['go', [asked, go], 'open'],
  ['no', [asked, no], 'refused'],
  ['a gate that could not look', [asked, failed], 'refused'],
  ['loss accepted', [asked, no, accepted], 'open'],
  ['loss accepted where the rehearsal failed', [asked, broken, accepted], 'refused'],
  ['done asked', [asked, go, doneAsked], 'validating'],
  ['validated', [asked, go, doneAsked, validated('passed')], 'done'],
  ['not as it should be', [asked, go, doneAsked, validated('failed')], 'open'],
  ['a validation that could not look', [asked, go, doneAsked, failed], 'open'],
  ['called off', [asked, go, calledOff], 'called-off'],
  ['called off while it was measured', [asked, calledOff, go], 'called-off'],
  [
    'a late validation of one that was called off',
    [asked, go, doneAsked, calledOff, validated('passed')],
    'called-off',
  ],
  [
    'the next one',
    [asked, go, calledOff, { kind: 'migration-asked', number: 2, standby: [], ticked: [] }],
    'measuring',
  ],
])('%s', (_, bodies, phase) => expect(recordOf(...bodies).phase).toBe(phase));

test('nothing was asked', () => expect(foldMigration(service, 'production', entriesOf([go]))).toBeNull());

describe('what may be done', () => {
  const shop = { ...policy(), migrations: MigrationPolicy.parse({ tool: 'sql', directory: '/m' }) };

  test('one migration at a time', () => {
    expect(mayBegin(shop, null)).toBeNull();
    expect(mayBegin(shop, recordOf(asked, go))?.say).toContain('is under way already');
    expect(mayBegin(shop, recordOf(asked, no))).toBeNull();
    expect(mayBegin(policy(), null)?.say).toContain('does not say where the migrations');
  });

  test('done only after go', () => {
    expect(mayBeDone(shop, recordOf(asked, go))).toBeNull();
    expect(mayBeDone(shop, recordOf(asked))?.say).toContain('cannot be done yet');
    expect(mayBeDone(shop, null)?.say).toContain('is under way');
  });

  test('the loss is accepted by those who have a say, where nothing else is missing', () => {
    const resolved = { roster: { cto: [operator] }, unresolved: [] };
    const by = (person: PersonId, number = 1) => ({ number, person, resolved });
    expect(mayAcceptLoss(shop, recordOf(asked, no), by(operator))).toBeNull();
    expect(mayAcceptLoss(shop, recordOf(asked, no), by(PersonId.parse('U0ELSE')))?.code).toBe('not-an-authority');
    expect(mayAcceptLoss(shop, recordOf(asked, no), by(operator, 2))?.code).toBe('plan-changed');
    expect(mayAcceptLoss(shop, recordOf(asked, broken), by(operator))?.code).toBe('plan-not-ready');
    expect(onlyLossIsMissing(reportOf())).toBe(false);
  });

  test('an incident takes over what the gate let through and nobody ended', () => {
    expect(mayHaveBegun(recordOf(asked, go))).toBe(true);
    expect(mayHaveBegun(recordOf(asked, go, doneAsked))).toBe(true);
    for (const ended of [[asked], [asked, no], [asked, go, calledOff], [asked, go, doneAsked, validated('passed')]])
      expect(mayHaveBegun(recordOf(...ended))).toBe(false);
  });

  test('it is asked about after the policy’s time, then daily as long as it is open, also after an incident had it (P6)', () => {
    const startedAt = Date.parse('2026-06-03T14:00:01.000Z');
    const [hour, day] = [3_600_000, 86_400_000];
    const reminded = { kind: 'migration-reminded' } as const;
    expect(remindAt(shop, recordOf(asked, go))).toBe(startedAt + 2 * hour);
    expect(remindAt(shop, recordOf(asked, go, reminded))).toBe(startedAt + 1_000 + day);
    expect(recordOf(asked, go, reminded, reminded)).toMatchObject({ reminders: 2 });
    const inherited = { kind: 'incident-inherited', incident: IncidentId.parse('INC-1') } as const;
    expect(remindAt(shop, recordOf(asked, go, inherited))).toBe(startedAt + day);
    expect(remindAt(shop, recordOf(asked, go, inherited, reminded))).toBe(startedAt + 2_000 + day);
    for (const ended of [
      [asked, no],
      [asked, go, calledOff],
      [asked, go, doneAsked, validated('passed')],
    ])
      expect(remindAt(shop, recordOf(...ended))).toBeNull();
  });
});
