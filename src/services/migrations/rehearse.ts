import type { DatabaseIdentity } from '../../domain/database.ts';
import { toInstant } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { MigrationFile, StatementReading } from '../../domain/migration.ts';
import type { Rehearsal } from '../../domain/rehearsal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MigrationPorts } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import type { MeasuredUnit } from '../../steps/measured-run.ts';
import { runUnits } from './run-units.ts';

type Ports = Pick<ServicePorts, 'copies' | 'fencing' | 'ready'> & { readonly migrations: MigrationPorts };

export interface RehearsalWishes {
  readonly backup: StoredBackup;
  readonly pending: readonly MigrationFile[];
  readonly readings: ReadonlyMap<string, readonly StatementReading[]>;
}

/**
 * Carries the pending migrations out on a scratch copy of the backup and drops it: one run each, or one run of the
 * service's own command for all. It stops at the first that fails, as a deploy would. Production is never touched.
 */
export async function rehearse(
  ports: Ports,
  clock: Clock,
  wishes: RehearsalWishes,
  effort: Effort,
): Promise<Rehearsal> {
  await clearAway(ports, effort);
  // Nobody sweeps the copy of a rehearsal that is under way.
  return ports.ready.asMaker(effort.tag, () => rehearseOnCopy(ports, clock, wishes, effort));
}

async function rehearseOnCopy(ports: Ports, clock: Clock, wishes: RehearsalWishes, effort: Effort): Promise<Rehearsal> {
  const beganAt = clock.now();
  effort.progress('Restoring the backup into a scratch copy');
  const copy = await ports.copies.restore(wishes.backup, ports.copies.scratchName(effort.tag), effort);
  try {
    const restoreMs = clock.now().getTime() - beganAt.getTime();
    const values = await ports.migrations.tables.countValues(copy.name, droppedColumns(wishes.readings), effort);
    const { runs, last } = await runUnits(
      ports.migrations,
      copy,
      unitsOf(ports.migrations, copy, wishes.pending, effort),
      effort,
    );
    const rowsAfter = [...last.rows].map(([table, { rows }]) => ({ table, rows }));
    return { backup: wishes.backup.manifest.id, at: toInstant(clock.now()), restoreMs, runs, rowsAfter, values };
  } finally {
    await ports.copies.drop(copy);
  }
}

/** What an earlier rehearsal of this service left, killed or still running, is ended and dropped. */
async function clearAway({ copies, fencing }: Ports, { tag }: Effort): Promise<void> {
  await fencing.raise(tag);
  for (const left of await copies.ofRun(tag.run)) await copies.drop(left);
}

function droppedColumns(readings: RehearsalWishes['readings']): readonly string[] {
  const effects = [...readings.values()].flat().flatMap((statement) => statement.effects);
  return [
    ...new Set(effects.filter(({ does, what }) => does === 'drops' && what === 'column').map(({ name }) => name)),
  ];
}

/** Where the service has a command of its own, that is what a deploy would run. */
function unitsOf(
  { command, files, scripts }: MigrationPorts,
  { name: database }: DatabaseIdentity,
  pending: readonly MigrationFile[],
  effort: Effort,
): readonly MeasuredUnit[] {
  if (pending.length === 0) return [];
  if (command !== null) {
    const migrations = pending.map(({ name }) => name);
    return [{ migrations, by: command.name, run: () => command.run(database, effort) }];
  }
  return pending.map(({ name, transaction }) => ({
    migrations: [name],
    by: 'psql',
    run: async () => scripts.run({ database, script: (await files.scriptOf(name)) ?? '', transaction }, effort),
  }));
}
