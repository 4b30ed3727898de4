import { describe, expect, test } from 'vitest';
import type { Alert, AlertEpisode } from '../../../src/domain/alert.ts';
import { IncidentId } from '../../../src/domain/ids.ts';
import type { TriggerCode } from '../../../src/domain/trigger.ts';
import { alertNote } from '../../../src/policy/alerts/note-words.ts';
import { turnedCritical } from '../../../src/policy/alerts/standing-alerts.ts';
import { suggestDeclaration, triggerOf } from '../../../src/policy/alerts/suggest-declaration.ts';
import { anAlert, anEpisode, standing } from '../../support/alerts.ts';

const over = { endedAt: anAlert().startedAt } as const;

describe('warnings that turn critical', () => {
  const critical = { name: 'Http5xx', severity: 'critical' } as const;
  test.each<[what: string, episode: AlertEpisode, by: string | null]>([
    ['are told of by what made them so', anEpisode(standing(critical, {})), 'Http5xx'],
    ['are told of although that is over by now', anEpisode(standing({}, { ...critical, ...over })), 'Http5xx'],
    [
      'are not where it was critical from the first',
      anEpisode(standing(critical, {}), { openedWith: 'critical' }),
      null,
    ],
    ['are not while there are only warnings', anEpisode(standing({})), null],
  ])('%s', (_, episode, by) => expect(turnedCritical(episode)?.name ?? null).toBe(by));
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
    const alerts = standing(
      {
        name: 'Http5xx',
        summary: '12 % answer 500',
        details: 'job=api',
        severity: 'critical',
        correlationIds: ['req-1'],
      },
      { name: 'Orphans', correlationIds: ['req-1', 'req-2'] },
      { name: 'Over', ...over },
    );
    expect(suggestDeclaration(anEpisode(alerts))).toMatchObject({
      identifiedAt: anEpisode(alerts).openedAt,
      seen: 'Http5xx: 12 % answer 500 (critical, since 2026-06-03 14:00 UTC)\nOrphans (warning, since 2026-06-03 14:00 UTC)',
      errorOutput: 'job=api',
      correlationIds: ['req-1', 'req-2'],
      triggers: ['error-rate', 'data-corruption'],
    });
  });

  test('fits into the form, however many there are', () => {
    const long = { summary: 's'.repeat(500), details: '🔥'.repeat(1_000), correlationIds: ['x'] };
    const names = Array.from({ length: 50 }, (_, n) => ({ ...long, name: `n${n}`, correlationIds: [`id-${n}`] }));
    const { seen, errorOutput, correlationIds } = suggestDeclaration(anEpisode(standing(...names)));
    expect(seen.length).toBeLessThanOrEqual(3_000);
    expect(errorOutput.length).toBeLessThanOrEqual(3_000);
    expect(errorOutput.isWellFormed()).toBe(true);
    expect(correlationIds).toHaveLength(20);
  });
});

describe('a note of alerts', () => {
  const noted = (given: Partial<Alert>, fired: number, resolved: number) => ({
    alert: anAlert(given),
    fired,
    resolved,
  });
  const batch = { incident: IncidentId.parse('INC-7'), note: 1 };

  test('says what fires, how often it did, and what is over', () => {
    const alerts = [
      noted({ name: 'Http5xx', summary: 'many', severity: 'critical' }, 812, 811),
      noted({ name: 'Slow' }, 1, 0),
      noted({ name: 'Orphans', status: 'resolved' }, 0, 1),
      noted({ name: 'Ids', status: 'resolved' }, 1, 1),
    ];
    expect(alertNote({ ...batch, alerts, different: 4, said: 1_627 }).split('\n')).toEqual([
      '🔔 critical alert Http5xx: many (fired 812 times)',
      '🔔 warning alert Slow',
      '✓ resolved: Orphans',
      '✓ resolved: Ids (fired once)',
    ]);
  });

  test('fits into a note however long its texts are, and counts what it leaves out', () => {
    const alerts = Array.from({ length: 10 }, (_, n) => noted({ name: `n${n}`, summary: '🔥'.repeat(250) }, 99_999, 1));
    const text = alertNote({ ...batch, alerts, different: 4_000, said: 10_000 });
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/… and 3,990 more; 10,000 messages of 4,000 alerts in all$/);
  });
});
