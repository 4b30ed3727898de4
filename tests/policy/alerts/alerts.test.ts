import { describe, expect, test } from 'vitest';
import type { Alert, HeardAlert } from '../../../src/domain/alert.ts';
import type { TriggerCode } from '../../../src/domain/trigger.ts';
import { alertNote } from '../../../src/policy/alerts/note-words.ts';
import { standingAlerts, turnedCritical } from '../../../src/policy/alerts/standing-alerts.ts';
import { suggestDeclaration, triggerOf } from '../../../src/policy/alerts/suggest-declaration.ts';
import { anAlert, anEpisode, heardInTurn } from '../../support/alerts.ts';

const resolved = { status: 'resolved', endedAt: anAlert().startedAt } as const;

describe('alerts as they stand', () => {
  test.each<[what: string, heard: readonly HeardAlert[], stands: readonly string[]]>([
    [
      'what is critical and fires comes first',
      heardInTurn({ name: 'a' }, { name: 'b', severity: 'critical' }),
      ['b', 'a'],
    ],
    [
      'what is over comes last',
      heardInTurn({ name: 'a', severity: 'critical' }, { name: 'b' }, { name: 'a', severity: 'critical', ...resolved }),
      ['b', 'a over'],
    ],
    [
      'a beginning that comes after its end changes nothing',
      heardInTurn({ name: 'a', ...resolved }, { name: 'a' }),
      ['a over'],
    ],
  ])('%s', (_, heard, stands) => {
    const said = standingAlerts(heard).map(
      ({ alert, resolvedAt }) => `${alert.name}${resolvedAt === null ? '' : ' over'}`,
    );
    expect(said).toEqual(stands);
  });
});

describe('warnings that turn critical', () => {
  const critical = { name: 'Http5xx', severity: 'critical' } as const;
  test.each<[what: string, heard: readonly HeardAlert[], by: string | null]>([
    ['are told of by what made them so', heardInTurn({}, critical), 'Http5xx'],
    ['are not where it was critical from the first', heardInTurn(critical, {}), null],
    ['are not where only an end came', heardInTurn({}, { ...critical, ...resolved }), null],
  ])('%s', (_, heard, by) => expect(turnedCritical(heard)?.name ?? null).toBe(by));
});

describe('what an alert speaks for (P9)', () => {
  test.each<[alert: Partial<Alert>, trigger: TriggerCode]>([
    [{ name: 'ForeignKeyViolations', severity: 'critical' }, 'data-corruption'],
    [{ name: 'pg_not_null_violations', severity: 'critical' }, 'data-corruption'],
    [{ name: 'Http5xxSpike', summary: '5xx spike', severity: 'critical' }, 'error-rate'],
    [{ name: 'SlowJoins', severity: 'critical' }, 'performance-degraded'],
    [{ name: 'OrphanedRows', summary: 'orphans > 0' }, 'data-corruption'],
    [{ name: 'MissingIds', summary: 'missing ids > 0' }, 'data-corruption'],
    [{ name: 'OrderCreationFailures' }, 'error-rate'],
    [{ name: 'ApiDown', severity: 'critical' }, 'service-unavailable'],
    [{ name: 'Checkout', severity: 'critical' }, 'critical-function-broken'],
    [{ name: 'Checkout' }, 'other'],
    [{ name: 'OrphanedRows', trigger: 'data-deleted' }, 'data-deleted'],
  ])('%o is %s', (alert, trigger) => expect(triggerOf(anAlert(alert))).toBe(trigger));
});

describe('what is filled in for whoever declares', () => {
  test('is what fires, with its output, ids and triggers, from when the card told the team', () => {
    const heard = heardInTurn(
      { name: 'Over', ...resolved },
      {
        name: 'Http5xx',
        summary: '12 % answer 500',
        details: 'job=api',
        severity: 'critical',
        correlationIds: ['req-1'],
      },
      { name: 'Orphans', correlationIds: ['req-1', 'req-2'] },
    );
    expect(suggestDeclaration(anEpisode(heard))).toMatchObject({
      identifiedAt: anEpisode(heard).openedAt,
      seen: 'Http5xx: 12 % answer 500 (critical, since 2026-06-03 14:00 UTC)\nOrphans (warning, since 2026-06-03 14:00 UTC)',
      errorOutput: 'job=api',
      correlationIds: ['req-1', 'req-2'],
      triggers: ['error-rate', 'data-corruption'],
    });
  });

  test('fits into the form, however many there are', () => {
    const long = { summary: 's'.repeat(500), details: 'd'.repeat(2_000), correlationIds: ['x'] };
    const names = Array.from({ length: 50 }, (_, n) => ({ ...long, name: `n${n}`, correlationIds: [`id-${n}`] }));
    const { seen, errorOutput, correlationIds } = suggestDeclaration(anEpisode(heardInTurn(...names)));
    expect(seen.length).toBeLessThanOrEqual(3_000);
    expect(errorOutput.length).toBeLessThanOrEqual(3_000);
    expect(correlationIds).toHaveLength(20);
  });
});

test('a note says what fires and what is over, and fits into a note', () => {
  const heard = heardInTurn(
    { name: 'Http5xx', summary: 'many', severity: 'critical' },
    { name: 'Orphans', ...resolved },
  );
  expect(alertNote(heard)).toBe('🔔 critical alert Http5xx: many\n✓ resolved: Orphans');
  const many = heardInTurn(...Array.from({ length: 40 }, (_, n) => ({ name: `n${n}`, summary: 's'.repeat(500) })));
  expect(alertNote(many).length).toBeLessThanOrEqual(3_000);
});
