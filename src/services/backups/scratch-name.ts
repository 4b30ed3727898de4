import { digestOfText } from '../../domain/canonical.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/** PostgreSQL cuts longer names with only a NOTICE. */
const nameBytes = 63;
/** `_f` and a fence of ten digits. */
const fenceBytes = 12;
/** So much of production's name is kept where the whole does not fit; the digest tells runs apart then. */
const productionBytes = 24;

const encoder = new TextEncoder();

/** `app_scratch_inc_7_f3`: carries run and fence, so that two restores never write into one database. */
export function scratchName(production: string, tag: RunTag): string {
  return `${scratchPrefix(production, tag.run)}${tag.fence}`;
}

/** What the names of all scratch databases of a run begin with; `_f` keeps INC-1 apart from INC-11. */
export function scratchPrefix(production: string, run: string): string {
  const word = run.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const plain = `${production}_scratch_${word}`;
  if (bytesOf(plain) <= nameBytes - fenceBytes) return `${plain}_f`;
  const digest = digestOfText(`${production}\n${run}`).slice(0, 16);
  return `${cutTo(production, productionBytes)}_scratch_${digest}_f`;
}

/** Whether a database may be restored into and dropped: named by us for this production database, and not that itself. */
export function isScratchName(production: string, name: string): boolean {
  const begins = [production, cutTo(production, productionBytes)].some((begin) => name.startsWith(`${begin}_scratch_`));
  return begins && name !== production && bytesOf(name) <= nameBytes && /_f\d+$/.test(name);
}

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function cutTo(text: string, bytes: number): string {
  const letters = [...text];
  while (bytesOf(letters.join('')) > bytes) letters.pop();
  return letters.join('');
}
