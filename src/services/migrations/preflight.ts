import type { Finding } from '../../domain/finding.ts';
import type { GateReport } from '../../domain/gate.ts';
import { toInstant } from '../../domain/ids.ts';
import { destructiveOf, type MigrationFile, type StatementReading } from '../../domain/migration.ts';
import type { Rehearsal } from '../../domain/rehearsal.ts';
import {
  judgeGate,
  ledgerFindings,
  rehearsalBarrier,
  rehearsalFindings,
  statementFindings,
} from '../../policy/migrations/gate-findings.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MigrationPorts } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { checkCommit } from './check-commit.ts';
import { type EnsuredBackup, ensureBackup } from './ensure-backup.ts';
import type { GateWishes } from './gate-wishes.ts';
import { readStandings } from './read-standings.ts';
import { rehearse } from './rehearse.ts';

/**
 * The gate before a migration (G1, P6): checkout and ledger belong together, what is destroyed is known by name, a proved
 * backup is there, and the pending migrations ran on a copy of it. Changes nothing in production.
 *
 * @throws RecourseError where something that it needs cannot be reached: then nobody can tell
 */
export async function preflight(
  ports: ServicePorts,
  clock: Clock,
  wishes: GateWishes,
  effort: Effort,
): Promise<GateReport> {
  const beganAt = clock.now();
  const { migrations } = ports;
  if (migrations === null) return finish(clock, beganAt, wishes, { findings: [noMigrations(wishes.service.name)] });
  effort.progress('Comparing the migrations with production’s ledger');
  const standings = await readStandings(migrations, wishes, effort);
  const pending = standings.comparison.standings.flatMap((each) =>
    each.standing === 'pending' ? [each.migration] : [],
  );
  const readings = await migrations.files.read(new Set(pending.map(({ name }) => name)));
  const statements = [...readings.values()].flat();
  const { commit, finding } = await checkCommit(ports.source, wishes);
  const ensured = await ensureBackup(
    ports,
    clock,
    {
      service: wishes.service,
      commit,
      takenBy: wishes.by,
      head: standings.comparison.head,
      anew: wishes.freshBackup ?? false,
      ready: wishes.ready,
    },
    effort,
  );
  const rehearsed = await tryRehearsal({ ...ports, migrations }, clock, { ensured, pending, readings, wishes }, effort);
  return finish(clock, beganAt, wishes, {
    commit,
    ensured,
    pending,
    statements,
    head: standings.comparison.head,
    rehearsal: rehearsed.rehearsal,
    findings: [
      ...standings.findings,
      ...ledgerFindings(standings.comparison),
      finding,
      backupFinding(ensured, clock.now()),
      ...statementFindings(statements, wishes.accept !== undefined),
      ...rehearsed.findings,
    ],
  });
}

interface Rehearsing {
  readonly ensured: EnsuredBackup;
  readonly pending: readonly MigrationFile[];
  readonly readings: ReadonlyMap<string, readonly StatementReading[]>;
  readonly wishes: GateWishes;
}

async function tryRehearsal(
  ports: ServicePorts & { readonly migrations: MigrationPorts },
  clock: Clock,
  { ensured, pending, readings, wishes }: Rehearsing,
  effort: Effort,
): Promise<{ readonly rehearsal: Rehearsal | null; readonly findings: readonly Finding[] }> {
  if (pending.length === 0 || ensured.backup.proof?.passed !== true) return { rehearsal: null, findings: [] };
  const barrier = rehearsalBarrier([...readings.values()].flat(), wishes.accept !== undefined);
  if (barrier !== null) return { rehearsal: null, findings: [barrier] };
  const rehearsal = await rehearse(ports, clock, { backup: ensured.backup, pending, readings }, effort);
  return { rehearsal, findings: rehearsalFindings(rehearsal) };
}

function backupFinding({ backup, how }: EnsuredBackup, now: Date): Finding {
  const { manifest, proof } = backup;
  if (proof?.passed !== true) {
    const failed = proof?.findings.find(({ result }) => result === 'failed')?.say ?? 'nobody proved it';
    const say = `${manifest.id} does not restore as it should: ${failed}`;
    return { check: 'backup', result: 'failed', say, hint: 'Without a proved backup nothing could be brought back.' };
  }
  const minutes = Math.round((now.getTime() - Date.parse(manifest.snapshotAt)) / 60_000);
  const came = {
    found: 'proved by a restore before',
    'proved-now': 'proved by a restore now',
    'taken-now': 'taken and proved now',
  };
  const say = `${manifest.id}, ${came[how]}; what was written in the ${minutes} minutes since its snapshot is not in it`;
  return { check: 'backup', result: 'passed', say };
}

function noMigrations(name: string): Finding {
  return {
    check: 'ledger',
    result: 'skipped',
    say: `recourse.yaml does not say where the migrations of ${name} lie`,
    hint: 'Fill in `migrations` with the tool and its folder.',
  };
}

interface Gathered {
  readonly findings: readonly Finding[];
  readonly commit?: string | null;
  readonly ensured?: EnsuredBackup;
  readonly pending?: readonly MigrationFile[];
  readonly statements?: readonly StatementReading[];
  readonly head?: string | null;
  readonly rehearsal?: Rehearsal | null;
}

function finish(clock: Clock, beganAt: Date, { service, accept, by }: GateWishes, found: Gathered): GateReport {
  const endedAt = clock.now();
  const { ensured, pending = [], head = null } = found;
  return {
    service: service.name,
    environment: service.environment,
    at: toInstant(endedAt),
    durationMs: endedAt.getTime() - beganAt.getTime(),
    verdict: judgeGate(found.findings),
    commit: found.commit ?? null,
    backup:
      ensured === undefined
        ? null
        : { id: ensured.backup.manifest.id, snapshotAt: ensured.backup.manifest.snapshotAt, how: ensured.how },
    head,
    expectedHead: pending.at(-1)?.name ?? head,
    pending: pending.map(({ name }) => name),
    destroys: destructiveOf(found.statements ?? []).map(({ at, say }) => `${at} ${say}`),
    rehearsal: found.rehearsal ?? null,
    findings: found.findings,
    accepted: accept === undefined ? null : { by, why: accept },
  };
}
