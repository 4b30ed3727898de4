import type { AuthorityRecord } from '../../src/domain/authority-record.ts';
import { type DrillPhase, type DrillReport, type DrillTrouble, drillPhaseNames } from '../../src/domain/drill.ts';
import type { DrillRecord } from '../../src/domain/drill-record.ts';
import { followUpLines } from './drill-follow-up.ts';
import { bytesOf, counted, durationOf } from './numbers.ts';
import { code, instant, join, type Phrase, say, saying, strong } from './phrase.ts';

/** A drill as people are told of it: itself, and the one before that was held. */
export interface DrillFacts {
  readonly title: string;
  readonly drill: DrillRecord;
  readonly previous: DrillRecord | null;
  /** The newest drill of the decision; null or absent where there was none. */
  readonly authority?: AuthorityRecord | null;
}

const troubleNames: Readonly<Record<DrillTrouble, string>> = {
  'no-backup': 'there is no backup',
  'damaged-backup': 'the backup is damaged',
  'wrong-key': 'the key does not open the backup',
  'restore-failed': 'the restore broke off',
  'missing-table': 'a table is missing',
  'rows-differ': 'rows differ from the backup',
  'schema-differs': 'the schema differs from the backup',
  'check-failed': 'a query found what should not be',
  'application-failed': 'the application does not work on the copy',
  'too-slow': 'slower than its objective',
  'too-old': 'more could be lost than the objective allows',
  interrupted: 'it was interrupted',
  'not-reached': 'something else kept it from being tried',
  'not-held': 'nobody was there to hold it',
};

const resultNames: Readonly<Record<DrillReport['result'], string>> = {
  passed: 'passed',
  failed: 'failed',
  'could-not-be-run': 'could not be run',
  missed: 'missed',
};

export const drillSigns: Readonly<Record<DrillReport['result'], string>> = {
  passed: '✅',
  failed: '🔴',
  'could-not-be-run': '🔴',
  missed: '🔴',
};

const slowestShown = 3;
const issuesShown = 8;

/** `failed: the key does not open the backup`. */
export function drillOutcome({ result, trouble }: DrillReport): string {
  return trouble === null ? resultNames[result] : `${resultNames[result]}: ${troubleNames[trouble.kind]}`;
}

/** One line of a history. */
export function drillLine({ id, report, state, askedAt, due, followUp }: DrillRecord): Phrase {
  const when = instant(report?.beganAt ?? due ?? askedAt);
  if (report === null)
    return say`⏳ ${strong(id)} ${when}: ${state === 'running' ? 'under way' : 'waits for its turn'}`;
  const { rtoMs } = report.measures;
  const took = rtoMs === null ? '' : ` · RTO ${durationOf(rtoMs)}`;
  const open = followUp !== null && followUp.done === null ? ' · follow-up open' : '';
  return say`${drillSigns[report.result]} ${strong(id)} ${when}: ${drillOutcome(report)}${took}${open}`;
}

/** What came of it, first of all: passed or not, and if not, what and what next. */
export function verdictPhrases({ drill }: DrillFacts): readonly Phrase[] {
  const { report } = drill;
  if (report === null) return [];
  const head = say`${drillSigns[report.result]} ${strong(capital(drillOutcome(report)))}.`;
  if (report.trouble === null) return [head];
  return [head, saying(report.trouble.say), say`${strong('Next:')} ${saying(report.trouble.hint)}`];
}

/** Measured beside promised. */
export function measurePhrases({ measures }: DrillReport): readonly Phrase[] {
  const { rtoMs, rtoObjectiveMs, rpoNowMs, rpoWorstMs, rpoObjectiveMs } = measures;
  const now = rpoNowMs === null ? '' : `; right then it was ${durationOf(rpoNowMs)}`;
  return [
    say`${strong('Recovery takes')} (RTO) ${measured(rtoMs, rtoObjectiveMs)}`,
    say`${strong('Could be lost')} (RPO) ${measured(rpoWorstMs, rpoObjectiveMs)}${now}`,
  ];
}

function measured(ms: number | null, objectiveMs: number): Phrase {
  if (ms === null) return say`not measured; ${durationOf(objectiveMs)} is the objective`;
  const sign = ms <= objectiveMs ? '✅' : '❌';
  return say`${sign} ${strong(durationOf(ms))} of ${durationOf(objectiveMs)} at most`;
}

export function backupPhrase({ backup, turn }: DrillReport): Phrase | null {
  if (backup === null) return null;
  const why = { 'latest-weekly': 'the latest weekly one', newest: 'the newest', oldest: 'the oldest that is kept' };
  const kept = [backup.encrypted ? 'encrypted' : 'not encrypted', backup.signed ? 'signed' : 'not signed'].join(', ');
  return say`${strong('Backup')} of ${instant(backup.snapshotAt)}, ${turn === null ? backup.kind : why[turn]}: ${counted(backup.rows, 'row')}, ${bytesOf(backup.bytes)}, ${kept} · ${code(backup.id)}`;
}

export function slowestPhrase({ phases }: Pick<DrillReport, 'phases'>): Phrase | null {
  const slowest = [...phases].sort((left, right) => right.durationMs - left.durationMs).slice(0, slowestShown);
  if (slowest.length === 0) return null;
  const words = slowest.map(({ phase, durationMs }) => say`${drillPhaseNames[phase]} ${durationOf(durationMs)}`);
  return say`${strong('Slowest')} ${join(words, ' · ')}`;
}

/** What speaks against it, one line each. */
export function issuePhrases({ findings }: DrillReport): readonly Phrase[] {
  const issues = findings.filter(({ result }) => result === 'failed' || result === 'warned');
  if (issues.length === 0) return [];
  const shown = issues
    .slice(0, issuesShown)
    .map(({ result, check, say: said }) => say`${result === 'failed' ? '❌' : '⚠️'} ${check}: ${said}`);
  const rest = issues.length - shown.length;
  return [say`${strong('Issues')}`, ...shown, ...(rest > 0 ? [say`… and ${counted(rest, 'more')}`] : [])];
}

/** What is otherwise than the last time; nothing where there is nothing to compare with. */
export function changePhrases({ drill, previous }: DrillFacts): readonly Phrase[] {
  const [now, then] = [drill.report, previous?.report ?? null];
  if (now === null || then === null || previous === null) return [];
  const changes = [
    ...(drillOutcome(now) === drillOutcome(then) ? [] : [`${drillOutcome(then)} then, ${drillOutcome(now)} now`]),
    ...differenceOf('RTO', then.measures.rtoMs, now.measures.rtoMs),
    ...differenceOf('RPO', then.measures.rpoWorstMs, now.measures.rpoWorstMs),
    ...growthOf(then, now),
  ];
  const words = changes.length === 0 ? 'nothing worth telling' : changes.join(' · ');
  return [say`${strong('Since')} ${previous.id} (${instant(then.beganAt)}): ${words}`];
}

function differenceOf(name: string, then: number | null, now: number | null): readonly string[] {
  if (then === null || now === null || Math.abs(now - then) < 1_000) return [];
  const percent = then === 0 ? '' : ` (${now > then ? '+' : '−'}${Math.round((Math.abs(now - then) / then) * 100)} %)`;
  return [`${name} ${durationOf(Math.abs(now - then))} ${now > then ? 'longer' : 'shorter'}${percent}`];
}

function growthOf({ backup: then }: DrillReport, { backup: now }: DrillReport): readonly string[] {
  if (then === null || now === null || then.rows === now.rows) return [];
  return [`${counted(Math.abs(now.rows - then.rows), 'row')} ${now.rows > then.rows ? 'more' : 'fewer'}`];
}

/** What it left to be done, until somebody says that it is done. */
export function followUpPhrases({ id, followUp }: DrillRecord): readonly Phrase[] {
  return followUp === null ? [] : followUpLines(id, followUp);
}

/** Phases that ended, and what is under way, for people who watch. */
export function runningPhrases({ drill }: DrillFacts, progress: string | null): readonly Phrase[] {
  const done = drill.phases.map(({ phase, durationMs }) => phaseLine(phase, durationMs));
  const now = drill.state === 'waiting' ? 'It waits for its turn.' : 'Nothing of production is touched.';
  return [say`⏳ ${strong('Under way.')} ${now}`, ...done, ...(progress === null ? [] : [say`▸ ${progress}`])];
}

export function phaseLine(phase: DrillPhase, durationMs: number): Phrase {
  return say`✓ ${drillPhaseNames[phase]}: ${durationOf(durationMs)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
