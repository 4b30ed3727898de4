import type { GateReport } from '../../domain/gate.ts';
import type { PersonId, ServiceName } from '../../domain/ids.ts';
import type { MigrationEntry, MigrationRecord, MigrationWatch } from '../../domain/migration-record.ts';
import type { Actor } from '../../domain/person.ts';
import { judgeGate } from './gate-findings.ts';

/** The newest migration of a log; null where there was none. Entries that say nothing new change nothing. */
export function foldMigration(
  service: ServiceName,
  environment: string,
  entries: readonly MigrationEntry[],
): MigrationRecord | null {
  let record: MigrationRecord | null = null;
  for (const entry of entries) {
    if (entry.body.kind === 'migration-asked') record = begin(service, environment, entry, entry.body);
    else if (record !== null) record = { ...follow(record, entry), head: entry.n };
  }
  return record;
}

function begin(
  service: ServiceName,
  environment: string,
  { n, by, recordedAt }: MigrationEntry,
  asked: Extract<MigrationEntry['body'], { kind: 'migration-asked' }>,
): MigrationRecord {
  return {
    number: asked.number,
    service,
    environment,
    phase: 'measuring',
    operator: personOf(by),
    askedAt: recordedAt,
    startedAt: null,
    endedAt: null,
    standby: asked.standby,
    ticked: asked.ticked,
    commit: asked.commit ?? null,
    note: asked.note ?? null,
    report: null,
    accepted: null,
    failure: null,
    findings: null,
    calledOff: null,
    reminders: 0,
    remindedAt: null,
    incident: null,
    watch: { findings: [], reports: [], endedAt: null },
    head: n,
  };
}

function follow(record: MigrationRecord, { n, body, by, recordedAt }: MigrationEntry): MigrationRecord {
  switch (body.kind) {
    case 'gate-finished':
      return record.phase !== 'measuring' ? record : judged({ ...record, report: body.report }, recordedAt);
    case 'gate-failed':
      return failed(record, { say: body.say, hint: body.hint });
    case 'loss-accepted':
      return record.phase !== 'refused'
        ? record
        : judged({ ...record, accepted: { by: personOf(by), why: body.why } }, recordedAt);
    case 'done-asked':
      return { ...record, phase: 'validating', failure: null };
    case 'validation-finished':
      if (record.phase !== 'validating') return record;
      return body.findings.some(({ result }) => result === 'failed')
        ? { ...record, phase: 'open', findings: body.findings }
        : { ...record, phase: 'done', findings: body.findings, endedAt: recordedAt };
    case 'migration-called-off':
      return { ...record, phase: 'called-off', calledOff: { by, why: body.why }, endedAt: recordedAt };
    case 'migration-reminded':
      return { ...record, reminders: record.reminders + 1, remindedAt: recordedAt };
    case 'watch-reported':
      return { ...record, watch: watched(record.watch, { n, at: recordedAt, changed: body.changed }) };
    case 'watch-ended':
      return { ...record, watch: { ...record.watch, endedAt: recordedAt } };
    case 'incident-inherited':
      return { ...record, incident: body.incident };
    case 'migration-asked':
      return record;
  }
}

function watched(watch: MigrationWatch, report: MigrationWatch['reports'][number]): MigrationWatch {
  const others = watch.findings.filter(({ check }) => !report.changed.some((each) => each.check === check));
  return { ...watch, findings: [...others, ...report.changed], reports: [...watch.reports, report] };
}

/** What kept us from looking is no answer: a gate stays closed, and a migration that may have run stays open. */
function failed(record: MigrationRecord, failure: NonNullable<MigrationRecord['failure']>): MigrationRecord {
  if (record.phase === 'measuring') return { ...record, phase: 'refused', failure };
  return record.phase === 'validating' ? { ...record, phase: 'open', failure } : record;
}

function judged(record: MigrationRecord, at: MigrationRecord['askedAt']): MigrationRecord {
  if (record.report === null) return record;
  const report = record.accepted === null ? record.report : withLossAccepted(record.report, record.accepted.why);
  return report.verdict === 'go'
    ? { ...record, report, phase: 'open', startedAt: at }
    : { ...record, report, phase: 'refused' };
}

/** What was meant to go may go; nothing else that stood in the way does by that. */
export function withLossAccepted(report: GateReport, why: string): GateReport {
  const findings = report.findings.map((finding) =>
    isAboutLoss(finding) ? { ...finding, result: 'warned' as const } : finding,
  );
  return { ...report, findings, verdict: judgeGate(findings), accepted: { by: 'a person', why } };
}

/** Whether accepting the loss is all that is missing. */
export function onlyLossIsMissing(report: GateReport): boolean {
  return report.verdict !== 'go' && withLossAccepted(report, '').verdict === 'go';
}

function isAboutLoss({ check, result }: GateReport['findings'][number]): boolean {
  return (check === 'destroys' && result === 'failed') || (check === 'rehearsal' && result === 'skipped');
}

function personOf(actor: Actor): PersonId {
  if (actor.kind === 'person') return actor.id;
  throw new TypeError('a migration is begun and accepted by people');
}
