import { type DatabaseIdentity, ValidatedCopy } from '../../domain/database.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import type { BackupId } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { isDatedAhead } from '../../plan/dated-ahead.ts';
import { type ReadyAllowance, staysReady } from '../../plan/ready-copies.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import type { House } from '../house.ts';
import { isQuiet } from '../incidents/is-quiet.ts';
import { migrationUnderWay } from '../migrations/inherit.ts';

type Ports = Pick<ServicePorts, 'backups' | 'copies' | 'ready'>;

/** What policy allows, and whether now is a time to change what is kept. */
export interface ReadyRules extends ReadyAllowance {
  /**
   * False while an incident or a migration is open: the copies that it may need stay (an incident inherits the backup of
   * its migration's gate), and damaged or half migrated data takes nobody's place.
   */
  isQuiet(): Promise<boolean>;
  /** By the store's clock. */
  now(): Promise<Date>;
}

export function readyRulesOf(house: Pick<House, 'store' | 'migrations'>, service: ServicePolicy): ReadyRules {
  const { keep, disk_budget: budgetBytes } = service.database.ready_copies;
  const quiet = async () => (await isQuiet(house, service)) && (await migrationUnderWay(house, service)) === null;
  return { keep, budgetBytes, isQuiet: quiet, now: async () => new Date(await house.store.now()) };
}

/**
 * Keeps a copy that was just proved, where policy has room for it, and retires what it takes the place of. Says what it
 * did; what goes wrong is a warning, as the backup is proved all the same.
 */
export async function keepReady(
  ports: Ports,
  rules: ReadyRules,
  proved: { readonly copy: DatabaseIdentity; readonly backup: StoredBackup },
  effort: Effort,
): Promise<Finding> {
  try {
    const why = await whyNot(ports, rules, proved);
    if (why !== null) return { check: 'ready copy', result: 'passed', say: `not kept as a ready copy: ${why}` };
    return await putAside(ports, rules, proved, effort);
  } catch (error) {
    effort.signal.throwIfAborted();
    const say = error instanceof Error ? error.message : String(error);
    const hint = 'A rollback to this backup restores it first. The next proof tries again.';
    return { check: 'ready copy', result: 'warned', say: `not kept as a ready copy: ${say}`, hint };
  }
}

async function whyNot(
  ports: Ports,
  rules: ReadyRules,
  { copy, backup }: { readonly copy: DatabaseIdentity; readonly backup: StoredBackup },
): Promise<string | null> {
  const { id, kind, snapshotAt } = backup.manifest;
  if (rules.keep === 0) return 'the policy keeps none (database.ready_copies)';
  if (kind === 'safety') return 'a safety backup shows the damaged state';
  if (isDatedAhead(backup, await rules.now())) return `it is dated ahead (${snapshotAt}), and no restore chooses it`;
  if (!(await rules.isQuiet()))
    return 'an incident or a migration is open, and the copies that there are stay as they are';
  const bytes = await ports.ready.sizeOf(copy);
  const stays = staysReady([...(await ports.ready.list()), { backup: id, bytes }], rules, await goodOf(ports, rules));
  if (stays.has(id)) return null;
  if (bytes > rules.budgetBytes) return `it has ${bytes} bytes, and disk_budget allows ${rules.budgetBytes}`;
  return 'newer backups have ready copies';
}

async function putAside(
  ports: Ports,
  rules: ReadyRules,
  { copy, backup }: { readonly copy: DatabaseIdentity; readonly backup: StoredBackup },
  effort: Effort,
): Promise<Finding> {
  effort.progress('Bringing the copy to parity, to keep it ready');
  const parity = await ports.copies.bringToParity(ValidatedCopy.parse(copy), effort);
  if (anyFailed(parity)) throw new Error(parity.find(({ result }) => result === 'failed')?.say);
  const kept = await ports.ready.keep(ValidatedCopy.parse(copy), backup, effort);
  await retireSurplus(ports, rules, effort);
  const say =
    kept === null
      ? 'this backup has a ready copy already'
      : `kept as a ready copy: ${kept.database.name}, ${kept.bytes} bytes`;
  return { check: 'ready copy', result: 'passed', say };
}

/** Retires what policy has no room for any more. Each is nobody's to claim before it is dropped. */
export async function retireSurplus(ports: Ports, rules: ReadyRules, effort: Effort): Promise<readonly BackupId[]> {
  const ready = await ports.ready.list();
  const stays = staysReady(ready, rules, await goodOf(ports, rules));
  const surplus = ready.filter(({ backup }) => !stays.has(backup));
  for (const { database, backup } of surplus) {
    const copy = await ports.ready.retire(database, ports.copies.scratchName(effort.tag), effort);
    effort.progress(`Dropping the ready copy of backup ${backup}: there is no room for it any more`);
    if (copy !== null) await ports.copies.drop(copy);
  }
  return surplus.map(({ backup }) => backup);
}

/** The backups that a restore could choose, newest first: one that is dated ahead takes no other's room. */
async function goodOf({ backups }: Ports, rules: ReadyRules): Promise<readonly BackupId[]> {
  const [stored, now] = [await backups.list(), await rules.now()];
  const good = stored.filter((backup) => backup.proof?.passed !== false && !isDatedAhead(backup, now));
  return good.map(({ manifest }) => manifest.id);
}
