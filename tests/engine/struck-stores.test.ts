import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import { EntryBody } from '../../src/domain/entry.ts';
import { strikeFreeTexts } from '../../src/domain/free-text.ts';
import { Instant } from '../../src/domain/ids.ts';
import { theBot } from '../../src/domain/person.ts';
import { makeStriker } from '../../src/domain/redaction.ts';
import { Secret } from '../../src/domain/secret.ts';
import { struckAlerts, struckEntries, struckLog } from '../../src/engine/struck-stores.ts';
import type { AlertLog } from '../../src/ports/alert-log.ts';
import type { EntryStore } from '../../src/ports/entry-store.ts';
import type { WorkLog } from '../../src/ports/work-log.ts';
import { restoreStory } from '../support/restore-story.ts';

const strike = makeStriker([new Secret('hunt')]);
const dirty = 'hunt at postgres://app:s3cr3t@db/shop';
const clean = '«secret» at postgres://app:«secret»@db/shop';

/** Doors that only remember what came through. */
function doors() {
  const came: unknown[] = [];
  const keep = async (...given: unknown[]) => void came.push(...given);
  const any = { open: keep, append: keep, take: keep };
  return {
    came: () => JSON.stringify(came),
    entries: struckEntries(any as unknown as EntryStore, strike),
    log: struckLog(any as unknown as WorkLog<object>, strike),
    alerts: struckAlerts(any as unknown as AlertLog, strike),
  };
}

const [declared] = restoreStory;
if (declared?.body.kind !== 'incident-declared') throw new Error('a story begins with its declaration');
const { declaration } = declared.body;
const head = { n: 1, digest: 'a'.repeat(64) as never };

describe('what is never changed again takes no secret that is known (I8)', () => {
  test('in an alert, whose words go into cards, notes and the form', async () => {
    const { alerts, came } = doors();
    const alert: Alert = {
      ...{ source: 'json', fingerprint: 'f', status: 'firing', severity: 'critical', trigger: null, endedAt: null },
      ...{ name: dirty, summary: dirty, details: dirty, correlationIds: ['r-1', dirty] },
      startedAt: Instant.parse('2026-06-03T14:00:00.000Z'),
    };
    await alerts.take({ service: declaration.service, environment: 'production' }, [alert]);
    expect(came()).not.toMatch(/hunt|s3cr3t/);
    expect(came().split(clean)).toHaveLength(5);
  });

  test('in a declaration, whoever and whatever filled the form', async () => {
    const { entries, came } = doors();
    const said = { ...declaration, seen: dirty, errorOutput: dirty, migration: dirty, correlationIds: [dirty] };
    const body = { kind: 'incident-declared', declaration: said } as const;
    await entries.open({ service: said.service, environment: 'production', draft: { body, by: theBot } });
    expect(came()).not.toMatch(/hunt|s3cr3t/);
    expect(came().split(clean)).toHaveLength(5);
  });

  test.each([
    { kind: 'note-added', text: dirty },
    { kind: 'identification-corrected', identifiedAt: Instant.parse('2026-06-03T14:00:00.000Z'), why: dirty },
    { kind: 'incident-closed', rootCause: dirty, pathUsed: 'restore', wentWell: dirty, wentBadly: dirty },
    { kind: 'objection-raised', role: 'team-lead', why: dirty },
    { kind: 'mail-drafted', number: 1, subject: dirty, text: dirty },
    { kind: 'follow-up-done', number: 1, how: dirty },
    { kind: 'step-failed', step: 'freeze-writes', error: { code: 'x', say: dirty, hint: dirty }, findings: [] },
  ])('in an entry $kind', async (given) => {
    const { entries, came } = doors();
    await entries.append('INC-7' as never, head, [{ body: EntryBody.parse(given), by: theBot }], {});
    expect(came()).toContain(clean);
    expect(came()).not.toMatch(/hunt|s3cr3t/);
  });

  test('in the log of a migration', async () => {
    const { log, came } = doors();
    const body = { kind: 'migration-called-off', why: dirty };
    await log.append({ service: declaration.service, environment: 'production' }, 1, { body, by: theBot }, {});
    expect(came()).toContain(clean);
    expect(came()).not.toMatch(/hunt|s3cr3t/);
  });
});

test('a struck text still fits the field that it filled, so the entry can be read for ever', () => {
  const full = { kind: 'note-added', text: 'hunt '.repeat(600) };
  expect(EntryBody.parse(full)).toEqual(full);
  expect(EntryBody.safeParse(strikeFreeTexts(full, strike)).error).toBeUndefined();
});

test('a plan and what a step wrote for itself keep every letter, which digests and checks rest on', () => {
  const planned = { kind: 'plan-proposed', proposed: { plan: { title: 'hunt' } }, changes: [] };
  const began = { kind: 'step-began', intent: { switch: 'ai', title: 'hunt' } };
  expect(strikeFreeTexts([planned, began], strike)).toEqual([planned, began]);
});
