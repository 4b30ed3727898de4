import type { BackupId } from '../../domain/ids.ts';
import { cutTo } from '../../domain/name-bytes.ts';

/** With `_ready_`, a stamp, a mark and a store's identity (42 bytes), 62 of PostgreSQL's 63. */
const productionBytes = 20;

/**
 * `app_ready_20261121t113400z_4f1c9a02_1a2b3c4d`: production, backup and the store that keeps it. A backup's kind is left
 * out: its instant and mark are its own, and a name has 63 bytes.
 */
export function readyName(production: string, backup: BackupId, home: string): string {
  const [stamp = '', ...rest] = backup.toLowerCase().split('-');
  return `${cutTo(production, productionBytes)}_ready_${stamp}_${rest.at(-1)?.slice(0, 8)}_${home}`;
}
