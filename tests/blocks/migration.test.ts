import { describe, expect, test } from 'vitest';
import { drawMigrationForm, drawMigrationReasonForm } from '../../blocks/forms/migration-form.ts';
import { drawMigration, drawMigrationReminder, drawNoMigration } from '../../blocks/migration.ts';
import { IncidentId, PersonId } from '../../src/domain/ids.ts';
import type { MigrationEntryBody, MigrationRecord } from '../../src/domain/migration-record.ts';
import { onlyLossIsMissing } from '../../src/policy/migrations/fold-record.ts';
import { asked, lossOnly, recordOf, reportOf } from '../policy/migrations/records.ts';
import { expectGoodMessage, expectGoodView } from './support/checks.ts';

const reader = { names: new Map([[PersonId.parse('U0SAM'), 'Sam Rivera']]), timeZone: 'UTC' };

function draw(record: MigrationRecord, progress: string | null = null) {
  const mayAccept = record.report !== null && onlyLossIsMissing(record.report);
  return drawMigration({ record, title: 'Shop', mayAccept, progress }, reader);
}
const buttonsOf = (drawn: ReturnType<typeof draw>) =>
  drawn.blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((each) => ('action_id' in each ? [each.action_id] : []));

const go: MigrationEntryBody = { kind: 'gate-finished', report: reportOf() };
const no: MigrationEntryBody = { kind: 'gate-finished', report: lossOnly };

describe('the message of a migration', () => {
  test.each<[what: string, bodies: readonly MigrationEntryBody[], says: string, buttons: readonly string[]]>([
    ['is measured', [asked], 'being measured', ['migration-call-off']],
    ['was refused for its losses', [asked, no], 'not to go ahead', ['migration-accept', 'migration-call-off']],
    ['may go ahead', [asked, go], 'go: under way', ['migration-done', 'migration-call-off']],
    ['was called off', [asked, { kind: 'migration-called-off', why: 'too late' }], 'too late', []],
    ['could not be judged', [asked, { kind: 'gate-failed', say: 'away', hint: 'wait' }], 'nobody could tell', []],
    [
      'an incident took over',
      [asked, go, { kind: 'incident-inherited', incident: IncidentId.parse('INC-7') }],
      'INC-7 was declared during it',
      ['migration-done', 'migration-call-off'],
    ],
  ])('of one that %s says so, with the buttons that fit', (_, bodies, says, buttons) => {
    const drawn = draw(recordOf(...bodies));
    expectGoodMessage(drawn);
    expect(drawn.text).toContain(says);
    expect(buttonsOf(drawn)).toEqual(buttons);
  });

  test('names every loss, what is ticked and what is not', () => {
    const { text } = draw(recordOf(asked, no));
    expect(text).toContain('2.sql:1 drops table a');
    expect(text).toContain('☑ The full validation suite passes in staging');
    expect(text).toContain('☐ API contract tests pass');
  });
});

test.each([
  ['a ping of everybody', '<!channel> <@U0EVIL> *bold*'],
  ['a very long error', 'ERROR: column "x" does not exist & more <x>\n'.repeat(120)],
])('with %s everywhere it is within Slack’s limits and calls nobody', (_, words) => {
  const findings = Array.from({ length: 60 }, () => ({
    check: 'rehearsal',
    result: 'failed' as const,
    say: words,
    hint: words,
  }));
  const report = reportOf({
    verdict: 'no-go',
    findings,
    destroys: Array.from({ length: 60 }, () => words),
    pending: [words],
  });
  const note: MigrationEntryBody = {
    kind: 'migration-asked',
    number: 1,
    standby: [],
    ticked: [],
    note: words.slice(0, 3_000),
  };
  const record = recordOf(note, { kind: 'gate-finished', report });
  expectGoodMessage(draw(record, words));
  const facts = { record, title: words.slice(0, 60), mayAccept: false, progress: null };
  expectGoodMessage(drawNoMigration(words.slice(0, 60), reader));
  expect(drawMigrationReminder(facts, reader).text).toContain('is still open');
  expectGoodView(drawMigrationForm({ title: words.slice(0, 60), commit: words.slice(0, 80), metadata: '{}' }));
  for (const action of ['accept', 'call-off'] as const)
    expectGoodView(drawMigrationReasonForm({ action, number: 1, metadata: '{}' }));
});

test('a migration that was forgotten says in its status how often it was asked about, and which backup it holds (P6)', () => {
  const opened = [asked, { kind: 'gate-finished', report: reportOf() }] as const;
  const reminded = { kind: 'migration-reminded' } as const;
  expect(draw(recordOf(...opened)).text).not.toContain('Asked about');
  const { text } = draw(recordOf(...opened, reminded, reminded));
  expect(text).toContain('Asked about 2 times');
  expect(text).toMatch(/keeps backup .*20260603T135900Z-pre-migration-4f1c.* from being retired/);
});
