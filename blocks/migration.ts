import type { KnownBlock } from '@slack/types';
import { checklistItems, type MigrationRecord } from '../src/domain/migration-record.ts';
import type { MigrationId } from './action-ids.ts';
import { buttons, type Press } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { watchPart } from './migration-watch.ts';
import { findingPhrase, phaseWords } from './words/migrations.ts';
import { countOf, durationOf } from './words/numbers.ts';
import { call, code, instant, join, type Phrase, person, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

export interface MigrationFacts {
  readonly record: MigrationRecord;
  readonly title: string;
  /** Whether accepting the loss is all that is missing. */
  readonly mayAccept: boolean;
  /** What is being done right now. */
  readonly progress: string | null;
}

/** More findings than this only hide each other; the terminal shows all. */
const FINDINGS_MAX = 20;

/** The one message of a migration, kept up to date: go or no, what it destroys, and who carries it out. */
export function drawMigration(facts: MigrationFacts, reader: Reader): Drawn {
  const { record } = facts;
  const page: Page = { reader, where: `recourse preflight ${record.service}` };
  const title = `Migration ${record.number} of ${facts.title} (${record.environment})`;
  const parts = [statusPart(facts), lossPart(record), findingsPart(record), watchPart(record), checklistPart(record)];
  const said = parts.filter((part) => part.length > 0);
  const row = buttons(`migration-${record.number}`, pressesOf(facts));
  const blocks: (KnownBlock | null)[] = [header(title), ...said.map((part) => lines(part, page)), row];
  return draw(page, [say`${title}`, ...said.flat()], [...blocks, context(peoplePhrase(record), page)]);
}

function statusPart({ record, progress }: MigrationFacts): readonly Phrase[] {
  const { report, failure, accepted, calledOff, incident } = record;
  const pending = report?.pending ?? [];
  return [
    say`${strong(phaseWords(record))}${progress === null ? '' : say`: ${progress}`}`,
    ...(pending.length === 0
      ? []
      : [
          say`Pending: ${join(
            pending.map((name) => say`${code(name)}`),
            ', ',
          )}`,
        ]),
    ...(report === null ? [] : [say`Looked at in ${durationOf(report.durationMs)}${restoreWords(record)}.`]),
    ...(failure === null ? [] : [say`${failure.say}`, say`${strong('Next:')} ${failure.hint}`]),
    ...(accepted === null ? [] : [say`The loss is accepted by ${person(accepted.by)}: ${accepted.why}`]),
    ...(calledOff === null ? [] : [say`Why: ${calledOff.why}`]),
    ...(incident === null ? [] : [say`🚨 ${strong(incident)} was declared during it.`]),
    ...forgottenWords(record),
  ];
}

/** P6: the rollback window, measured. */
function restoreWords({ report }: MigrationRecord): string {
  const restoreMs = report?.rehearsal?.restoreMs;
  return restoreMs === undefined ? '' : `; restoring the backup took ${durationOf(restoreMs)}`;
}

/** What an open migration costs: nothing of it is given up silently. */
function heldWords({ startedAt, report }: MigrationRecord): Phrase {
  const backup = report?.backup?.id;
  if (startedAt === null || backup === undefined) return say``;
  return say` Open since ${instant(startedAt)}, it keeps backup ${code(backup)} from being retired, and no ready copy is renewed.`;
}

function forgottenWords(record: MigrationRecord): readonly Phrase[] {
  const { phase, reminders, remindedAt } = record;
  if (remindedAt === null || (phase !== 'open' && phase !== 'validating')) return [];
  const times = reminders === 1 ? 'once' : `${countOf(reminders)} times`;
  return [say`⏰ Asked about ${times}, last ${instant(remindedAt)}.${heldWords(record)}`];
}

function lossPart({ report }: MigrationRecord): readonly Phrase[] {
  const losses = report?.destroys ?? [];
  if (losses.length === 0) return [];
  const shown = losses.slice(0, FINDINGS_MAX).map((loss) => say`• ${loss}`);
  return [say`${strong('Only a restore brings back what it destroys:')}`, ...shown];
}

function findingsPart({ report, findings }: MigrationRecord): readonly Phrase[] {
  const after =
    findings === null
      ? []
      : [say`${strong('After the deploy:')}`, ...findings.slice(0, FINDINGS_MAX).map(findingPhrase)];
  const before = (report?.findings ?? []).filter(({ check }) => check !== 'destroys').slice(0, FINDINGS_MAX);
  return [...before.map(findingPhrase), ...after];
}

function checklistPart({ ticked, note }: MigrationRecord): readonly Phrase[] {
  const items = Object.entries(checklistItems).map(
    ([item, words]) => say`${ticked.some((each) => each === item) ? '☑' : '☐'} ${words}`,
  );
  return [say`${strong('Checklist')}`, ...items, ...(note === null ? [] : [say`Note: ${note}`])];
}

function peoplePhrase({ operator, standby, askedAt, startedAt, report }: MigrationRecord): Phrase {
  const team =
    standby.length === 0
      ? say`nobody`
      : join(
          standby.map((id) => say`${person(id)}`),
          ', ',
        );
  const began = startedAt === null ? say`` : say` · go ${instant(startedAt)}`;
  const backup = report?.backup == null ? say`` : say` · backup ${code(report.backup.id)}`;
  const commit = report?.commit == null ? say`` : say` · commit ${code(report.commit.slice(0, 12))}`;
  return say`Operator ${person(operator)} · on standby ${team} · begun ${instant(askedAt)}${began}${backup}${commit}`;
}

function pressesOf({ record, mayAccept }: MigrationFacts): readonly Press[] {
  const value = JSON.stringify({ service: record.service, migration: record.number });
  const press = (actionId: MigrationId, label: string, style?: 'primary' | 'danger'): Press => ({
    actionId,
    label,
    value,
    ...(style === undefined ? {} : { style }),
  });
  const callOff = press('migration-call-off', `Call migration ${record.number} off`);
  if (record.phase === 'open')
    return [press('migration-done', `Migration ${record.number} is done`, 'primary'), callOff];
  if (record.phase === 'refused' && mayAccept)
    return [press('migration-accept', `Accept the loss of migration ${record.number}`, 'danger'), callOff];
  return record.phase === 'measuring' ? [callOff] : [];
}

/** Asked after the policy's time, then daily, to whoever began it. */
export function drawMigrationReminder({ record, title }: MigrationFacts, reader: Reader): Drawn {
  const page: Page = { reader, where: `recourse preflight ${record.service}` };
  const phrases = [
    say`${call(record.operator)} ${strong(`Migration ${record.number} of ${title} is still open.`)} Until it is ended, every incident takes it over.${heldWords(record)}`,
    say`${strong('Next:')} ${code('/migration done')} validates it, ${code('/migration call-off')} ends it.`,
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}

/** For `/migration status` where there is nothing to show. */
export function drawNoMigration(title: string, reader: Reader): Drawn {
  const page: Page = { reader, where: 'recourse preflight' };
  const phrases = [saying(`No migration of ${title} was begun yet.`), say`${code('/migration begin')} opens the gate.`];
  return draw(page, phrases, [lines(phrases, page)]);
}
