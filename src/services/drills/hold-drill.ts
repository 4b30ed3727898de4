import type { DatabaseIdentity } from '../../domain/database.ts';
import type { DrilledBackup, DrillReport, DrillTurn, PhaseTime } from '../../domain/drill.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { type ServiceName, toInstant } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { wordsOf } from '../../engine/run-step.ts';
import { backupOfTurn, turnOf } from '../../plan/drill-turn.ts';
import { judgeDrill, type Trouble, troubleOfError } from '../../policy/drills/judge-drill.ts';
import { objectivesOf, rpoOf, rtoOf } from '../../policy/drills/measure-drill.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';
import { tryApplication } from './try-application.ts';

export type DrillPorts = Pick<ServicePorts, 'backups' | 'copies' | 'fencing' | 'drillApplication'>;

/** The run that the drills of a service share: a newer one ends what an older one left. */
export function drillRun(service: ServiceName): string {
  return `drill-${service}`;
}

export interface DrillWishes {
  readonly service: ServicePolicy;
  readonly clock: Clock;
  /** How many drills were held before: now and then it is the oldest backup's turn. */
  readonly held: number;
  readonly phaseEnded: (time: PhaseTime) => void;
}

/** What a drill has found so far. */
interface Trial {
  readonly watch: Stopwatch;
  readonly findings: Finding[];
  backups: readonly StoredBackup[];
  turn: DrillTurn | null;
  backup: StoredBackup | null;
  copy: DatabaseIdentity | null;
  /** Whether the comparison came to its end: before that, no silence speaks for the backup. */
  validated: boolean;
}

/**
 * A practised restore (B7, B8): the real storage, the real key, a scratch database, every check, and the application on
 * it where one is configured. Nothing of production is touched. Only being called off throws: all else is a report.
 */
export async function holdDrill(ports: DrillPorts, wishes: DrillWishes, effort: Effort): Promise<DrillReport> {
  const { clock, service } = wishes;
  const beganAt = clock.now();
  const watch = startStopwatch(clock, wishes.phaseEnded);
  const trial: Trial = { watch, findings: [], backups: [], turn: null, backup: null, copy: null, validated: false };
  let broken: Trouble | null = null;
  try {
    broken = await practise(ports, wishes, trial, effort);
  } catch (error) {
    if (effort.signal.aborted) {
      await removeScratch(ports, trial);
      throw error;
    }
    broken = troubleOfError(watch.current(), wordsOf(error));
  }
  await noteProof(ports, trial, { beganAt, clock });
  await removeScratch(ports, trial);
  const reached = broken === null && !anyFailed(trial.findings);
  const measures = {
    ...objectivesOf(service),
    ...rpoOf(trial.backups, service, beganAt),
    rtoMs: reached ? rtoOf(watch.times()) : null,
  };
  return {
    ...judgeDrill(broken, trial.findings, measures),
    turn: trial.turn,
    backup: trial.backup === null ? null : drilled(trial.backup),
    beganAt: toInstant(beganAt),
    endedAt: toInstant(clock.now()),
    phases: [...watch.times()],
    findings: trial.findings,
    measures,
  };
}

/** The drill itself, as an incident would restore. Null where nothing broke it off; findings may speak against it. */
async function practise(ports: DrillPorts, wishes: DrillWishes, trial: Trial, effort: Effort): Promise<Trouble | null> {
  const { watch, findings } = trial;
  watch.begin('sweep');
  await sweepDrills(ports, effort.tag);
  watch.begin('choose');
  trial.backups = await ports.backups.list();
  trial.turn = turnOf(trial.backups, wishes.held, wishes.service.drill.oldest_every);
  trial.backup = backupOfTurn(trial.backups, trial.turn);
  if (trial.backup === null) return noBackup;
  const { copies } = ports;
  const { backup } = trial;
  trial.copy = await copies.restore(backup, copies.scratchName(effort.tag), effort, {
    began: (part) => watch.begin(part),
    inspected: (found) => findings.push(...found),
  });
  watch.begin('validate');
  effort.progress('Comparing the copy with the backup’s manifest');
  findings.push(...(await copies.validate(trial.copy, backup, effort)));
  trial.validated = true;
  if (anyFailed(findings) || ports.drillApplication === null) return endOf(watch);
  findings.push(...(await tryApplication(ports.drillApplication, trial.copy.name, { watch, effort })));
  return endOf(watch);
}

function endOf(watch: Stopwatch): null {
  watch.end();
  return null;
}

/** What an earlier drill of this service left, killed or still running, is ended and dropped. */
export async function sweepDrills({ fencing, copies }: DrillPorts, tag: Effort['tag']): Promise<void> {
  await fencing.raise(tag);
  for (const left of await copies.ofRun(tag.run)) await copies.drop(left);
}

/**
 * A drill proves its backup as well: what it found stands beside the backup, and a bad one is not offered any more. One that
 * broke off before its comparison ended proves nothing, unless what it had found by then speaks against the backup.
 */
async function noteProof(
  { backups }: DrillPorts,
  { backup, findings, validated }: Trial,
  { beganAt, clock }: { readonly beganAt: Date; readonly clock: Clock },
): Promise<void> {
  const about = findings.filter(({ check }) => !check.startsWith('application'));
  if (backup === null || about.length === 0 || (!validated && !anyFailed(about))) return;
  const now = clock.now();
  const durationMs = Math.max(0, now.getTime() - beganAt.getTime());
  const proof = { provedAt: toInstant(now), durationMs, passed: !anyFailed(about), findings: about };
  await backups.recordProof(backup.manifest.id, proof).catch((error: unknown) => {
    const { say, hint } = wordsOf(error);
    findings.push({ check: 'proof', result: 'warned', say: `the proof was not kept beside the backup: ${say}`, hint });
  });
}

async function removeScratch({ copies }: DrillPorts, { copy, watch, findings }: Trial): Promise<void> {
  watch.end();
  if (copy === null) return;
  watch.begin('remove');
  await copies.drop(copy).catch((error: unknown) => {
    const say = `the scratch database ${copy.name} was not removed: ${wordsOf(error).say}`;
    findings.push({ check: 'scratch', result: 'warned', say, hint: 'The next drill removes it before it begins.' });
  });
  watch.end();
}

const noBackup: Trouble = {
  kind: 'no-backup',
  say: 'There is no backup to restore.',
  hint: '`/backup take` takes one now; then look at why the schedule took none.',
};

function drilled({ manifest }: StoredBackup): DrilledBackup {
  const { id, kind, snapshotAt, artifact, tables, signature } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const encrypted = artifact.encryption !== 'none';
  return { id, kind, snapshotAt, bytes: artifact.bytes, rows, encrypted, signed: signature !== undefined };
}
