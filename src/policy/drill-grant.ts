import type { AuthorityDrillId } from '../domain/authority-drill.ts';
import type { Basis } from '../domain/decision.ts';
import type { Digest, Instant, PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';

const minted: unique symbol = Symbol('minted by policy for a drill');

/**
 * What an approval in a drill earns: a line in its report. It is no `Grant`, so no destructive function takes it, and its
 * kind is refused wherever a grant is spent (I1).
 */
export interface DrillGrant {
  readonly [minted]: true;
  readonly kind: 'drill';
  readonly drill: AuthorityDrillId;
  readonly by: PersonId;
  readonly basis: Basis;
  readonly digest: Digest;
  readonly decidedAt: Instant;
}

/** Null where nothing was approved, and for every incident that is real. */
export function drillGrantOf({ pretended, decision, proposed }: Incident): DrillGrant | null {
  if (pretended === undefined || proposed === null || decision?.choice !== 'approve') return null;
  const { by, basis, at: decidedAt, digest } = decision;
  return { [minted]: true, kind: 'drill', drill: pretended, by, basis, digest, decidedAt };
}
