import type pg from 'pg';
import type { SwapIntent } from '../../domain/database.ts';
import type { SwapStanding } from '../../ports/databases.ts';
import { readSystemIdentifier } from './database-facts.ts';

/** One database that changes its name. */
interface Renaming {
  readonly oid: number;
  readonly from: string;
  readonly to: string;
}

/** A swap in one direction: who leaves the production name, and who takes it. */
export interface SwapMove {
  readonly kind: 'promoted' | 'undone';
  readonly productionName: string;
  readonly retired: Renaming;
  readonly promoted: Renaming;
}

/** Production steps aside under the kept name, and the copy takes its place. */
export function forwards(intent: SwapIntent): SwapMove {
  const { productionName, productionOid, copyName, copyOid, keptName } = intent;
  return {
    kind: 'promoted',
    productionName,
    retired: { oid: productionOid, from: productionName, to: keptName },
    promoted: { oid: copyOid, from: copyName, to: productionName },
  };
}

/**
 * The kept database takes its place again. The one that steps aside gets the kept name, not the copy's: it may hold rows
 * that were written since the promotion, and scratch databases are swept.
 */
export function backwards(intent: SwapIntent): SwapMove {
  const { productionName, productionOid, copyOid, keptName } = intent;
  return {
    kind: 'undone',
    productionName,
    retired: { oid: copyOid, from: productionName, to: keptName },
    promoted: { oid: productionOid, from: keptName, to: productionName },
  };
}

/** What the catalogue says of the two databases. */
export interface SwapSight {
  readonly productionOpen: boolean | null;
  readonly productionName: string | null;
  readonly copyName: string | null;
  readonly systemIdentifier: string | null;
}

export async function lookAtSwap(control: pg.Client, intent: SwapIntent): Promise<SwapSight> {
  const { rows } = await control.query<Omit<SwapSight, 'systemIdentifier'>>(
    `SELECT (SELECT datname FROM pg_database WHERE oid = $1) AS "productionName",
            (SELECT datallowconn FROM pg_database WHERE oid = $1) AS "productionOpen",
            (SELECT datname FROM pg_database WHERE oid = $2) AS "copyName"`,
    [intent.productionOid, intent.copyOid],
  );
  const names = rows[0] ?? { productionOpen: null, productionName: null, copyName: null };
  return { ...names, systemIdentifier: await readSystemIdentifier(control) };
}

/** The renames and their marker are one transaction, so the names alone tell how far a swap came. */
export function judgeStanding(intent: SwapIntent, sight: SwapSight): SwapStanding {
  const { productionName, copyName, productionOpen } = sight;
  const known = intent.systemIdentifier !== null && sight.systemIdentifier !== null;
  if (known && intent.systemIdentifier !== sight.systemIdentifier) return 'cannot-tell';
  if (productionName === intent.keptName && copyName === intent.productionName) return 'swapped';
  // After an undo the former copy carries the kept name; without one it has its own, or was dropped meanwhile.
  const besideProduction = copyName === null || copyName === intent.copyName || copyName === intent.keptName;
  if (productionName !== intent.productionName || !besideProduction) return 'cannot-tell';
  return productionOpen === true ? 'not-begun' : 'gate-closed';
}
