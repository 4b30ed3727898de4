import type { GateReport } from '../../domain/gate.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import type { ReadyRules } from '../backups/keep-ready.ts';
import { proofTag, proveBackup } from '../backups/prove-by-hand.ts';

type Ports = Pick<ServicePorts, 'backups' | 'copies' | 'fencing' | 'ready'>;

/** A backup, how we came by it, and whether it was proved. */
export interface EnsuredBackup {
  readonly backup: StoredBackup;
  readonly how: NonNullable<GateReport['backup']>['how'];
}

export interface BackupWishes {
  readonly service: ServicePolicy;
  readonly commit: string | null;
  readonly takenBy: string;
  /** The newest applied migration: a backup from before it would lead to another schema. */
  readonly head: string | null;
  /** Take a new one, whatever there is. */
  readonly anew: boolean;
  readonly ready: ReadyRules | null;
}

/** Finds a fresh backup that was proved, or proves one, or takes one and proves it (G1). */
export async function ensureBackup(
  ports: Ports,
  clock: Clock,
  wishes: BackupWishes,
  effort: Effort,
): Promise<EnsuredBackup> {
  const usable = wishes.anew ? [] : (await ports.backups.list()).filter((each) => isUsable(each, wishes, clock.now()));
  const proved = usable.find(({ proof }) => proof?.passed === true);
  if (proved !== undefined) {
    if (!(await lacksReadyCopy(ports, proved, wishes.ready))) return { backup: proved, how: 'found' };
    // A rollback that has to restore takes as long as a restore; while nothing is broken there is time for it.
    const again = await prove(ports, clock, wishes, proved, effort);
    if (again.proof?.passed === true) return { backup: again, how: 'proved-now' };
  }
  const hope = usable.find(({ proof }) => proof === null);
  if (hope !== undefined) {
    const backup = await prove(ports, clock, wishes, hope, effort);
    if (backup.proof?.passed === true) return { backup, how: 'proved-now' };
  }
  effort.progress('Taking a backup of production');
  const { commit: appCommit, takenBy } = wishes;
  const taken = await ports.backups.take({ kind: 'pre-migration', takenBy, appCommit }, effort);
  return { backup: await prove(ports, clock, wishes, taken, effort), how: 'taken-now' };
}

/** Only where policy keeps ready copies, one of this size has room, and nothing that is open stands in the way of making it. */
async function lacksReadyCopy(
  { ready }: Ports,
  { manifest }: StoredBackup,
  rules: ReadyRules | null,
): Promise<boolean> {
  const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
  if (rules === null || rules.keep === 0 || bytes > rules.budgetBytes) return false;
  if ((await ready.list()).some(({ backup }) => backup === manifest.id)) return false;
  return rules.isQuiet();
}

function isUsable({ manifest }: StoredBackup, { service, head }: BackupWishes, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(manifest.snapshotAt);
  const known = manifest.migrationHead;
  // dbmate's ledger knows the version only, which its file's name begins with.
  const sameSchema = known === null ? head === null || service.migrations?.tool === 'sql' : head?.startsWith(known);
  return ageMs <= service.backups.fresh_for && sameSchema === true;
}

async function prove(
  ports: Ports,
  clock: Clock,
  { service, ready }: BackupWishes,
  backup: StoredBackup,
  effort: Effort,
): Promise<StoredBackup> {
  effort.progress('Proving the backup by a restore');
  const tag = proofTag('gate', service.name, clock, effort.tag.home);
  const proof = await proveBackup(ports, clock, backup, { ...effort, tag }, ready);
  return { ...backup, proof };
}
