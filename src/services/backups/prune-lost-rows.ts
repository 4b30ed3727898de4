import { BackupId, IncidentId, type Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { judgeExportedRows, type RowsKeeping } from '../../plan/lost-rows-retention.ts';
import type { House } from '../house.ts';

/** Rows that a recovery exported and that retention takes away, or leaves although they are old enough. */
export interface RowsRetention {
  readonly retired: readonly RetiredRows[];
  readonly spared: readonly RetiredRows[];
}

interface RetiredRows {
  /** The incident whose recovery took these rows away. */
  readonly run: string;
  readonly where: string;
  readonly why: string;
}

type Needs = Pick<House, 'store' | 'journal' | 'portsOf'>;

/**
 * Removes the exported rows of incidents that were closed longer ago than policy keeps weekly backups (B3); with `dryRun`
 * only says which. They hold what people wrote, so they are not kept for ever.
 */
export async function pruneLostRows(
  house: Needs,
  service: ServicePolicy,
  { dryRun }: { readonly dryRun: boolean },
): Promise<RowsRetention> {
  const { backups, lostRows } = house.portsOf(service.name);
  const exported = await lostRows.list();
  if (exported.length === 0) return { retired: [], spared: [] };
  const pinned = (await backups.list()).flatMap(({ manifest, pin }) => (pin === undefined ? [] : [manifest.id]));
  const judged = judgeExportedRows(exported, {
    now: new Date(await house.store.now()),
    keepMs: service.backups.keep_weekly,
    pinned: new Set<string>(pinned),
    ...(await incidentsOf(house, service, new Set(exported.map(({ run }) => run)))),
  });
  const told = ({ rows, why }: (typeof judged.retired)[number]) => ({ run: rows.run, where: rows.where, why });
  const retention = { retired: judged.retired.map(told), spared: judged.spared.map(told) };
  if (dryRun) return retention;
  const retired: RetiredRows[] = [];
  const spared = [...retention.spared];
  for (const each of judged.retired) {
    const why = await whyNeeded(house, service, each.rows.backup);
    if (why === null) await lostRows.remove(each.rows);
    (why === null ? retired : spared).push({ ...told(each), ...(why === null ? {} : { why }) });
  }
  return { retired, spared };
}

/** Asked again before each: removing takes time, and somebody may want these rows meanwhile. */
async function whyNeeded({ store, portsOf }: Needs, service: ServicePolicy, backup: string): Promise<string | null> {
  const open = await store.list({ liveOnly: true, service: service.name, limit: 1 });
  if (open.length > 0) return 'an incident was opened meanwhile, and may want them';
  const id = BackupId.safeParse(backup);
  const pin = id.success ? (await portsOf(service.name).backups.read(id.data))?.pin : undefined;
  return pin === undefined ? null : `its backup was pinned by ${pin.by} meanwhile`;
}

async function incidentsOf(
  { store, journal }: Needs,
  service: ServicePolicy,
  runs: ReadonlySet<string>,
): Promise<Pick<RowsKeeping, 'incidentOpen' | 'closedAt'>> {
  const open = await store.list({ liveOnly: true, service: service.name, limit: 1 });
  const closedAt = new Map<string, Instant>();
  for (const run of runs) {
    const id = IncidentId.safeParse(run);
    const closed = id.success ? (await journal.incident(id.data))?.closedAt : null;
    if (closed != null) closedAt.set(run, closed);
  }
  return { incidentOpen: open.length > 0, closedAt };
}
