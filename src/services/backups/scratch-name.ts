import { digestOfText } from '../../domain/canonical.ts';
import { bytesOf, cutTo } from '../../domain/name-bytes.ts';
import type { ScratchUse } from '../../ports/databases.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/** PostgreSQL cuts longer names with only a NOTICE. */
const nameBytes = 63;
/** `_f` and a fence of ten digits. */
const fenceBytes = 12;
/** So much of production's name is kept where the whole does not fit; the digest tells runs apart then. */
const productionBytes = 24;

type Run = Pick<RunTag, 'run' | 'home'>;

/**
 * `app_scratch_inc_7_1a2b3c4d_f3`: carries run, store and fence, so that two restores never write into one database. One
 * that scripts are tried on ends in `r`, so that it stands beside the copy that may be promoted.
 */
export function scratchName(production: string, tag: RunTag, use: ScratchUse = 'copy'): string {
  return `${scratchPrefix(production, tag)}${tag.fence}${use === 'rehearsal' ? 'r' : ''}`;
}

/** What the names of all scratch databases of a run begin with; `_f` keeps INC-1 apart from INC-11. */
export function scratchPrefix(production: string, { run, home }: Run): string {
  const word = `${run}${home === undefined ? '' : `_${home}`}`.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const plain = `${production}_scratch_${word}`;
  if (bytesOf(plain) <= nameBytes - fenceBytes) return `${plain}_f`;
  const whose = home === undefined ? [production, run] : [production, run, home];
  const digest = digestOfText(whose.join('\n')).slice(0, 16);
  return `${cutTo(production, productionBytes)}_scratch_${digest}_f`;
}

/** Whether a scratch database is of this very run: a store's identity may begin with an `f`, a fence is all digits. */
export function isOfRun(production: string, run: Run, name: string): boolean {
  const prefix = scratchPrefix(production, run);
  return name.startsWith(prefix) && /^\d+r?$/.test(name.slice(prefix.length));
}

/** Whether a database may be restored into and dropped: named by us for this production database, and not that itself. */
export function isScratchName(production: string, name: string): boolean {
  const begins = [production, cutTo(production, productionBytes)].some((begin) => name.startsWith(`${begin}_scratch_`));
  return begins && name !== production && bytesOf(name) <= nameBytes && /_f\d+r?$/.test(name);
}
