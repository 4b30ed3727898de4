import type { Basis } from '../domain/decision.ts';
import type { Digest, IncidentId, Instant, PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { PathName } from '../domain/plan.ts';

const minted: unique symbol = Symbol('minted by policy');

/**
 * One recorded act of authority (I1). Every destructive function asks for one, and only this room can make one: it is
 * read out of a decision that stands in the journal, so no click, timer or retry can stand in for it.
 */
export interface Grant {
  readonly [minted]: true;
  /** Asked where it is spent: what a drill earns is of another kind. */
  readonly kind: 'recovery';
  readonly incident: IncidentId;
  readonly path: PathName;
  readonly by: PersonId;
  readonly basis: Basis;
  readonly revision: number;
  /** The plan that was voted on; a step of any other plan is not covered. */
  readonly digest: Digest;
  readonly decidedAt: Instant;
}

/**
 * The grant that an incident's recorded approval gives, or null where there is none: no decision, another choice, a
 * plan that has changed since, an objection raised after it, a cooling-off that still runs, or an incident that a drill
 * only pretends.
 */
export function grantOf(incident: Incident): Grant | null {
  if (incident.pretended !== undefined) return null;
  const { decision, proposed } = incident;
  if (decision === null || proposed === null || decision.choice !== 'approve') return null;
  if (decision.digest !== proposed.digest || decision.revision !== proposed.revision) return null;
  if (incident.phase !== 'executing' || incident.objections.length > 0 || incident.coolingUntil !== null) return null;
  return {
    [minted]: true,
    kind: 'recovery',
    incident: incident.id,
    path: proposed.plan.path,
    by: decision.by,
    basis: decision.basis,
    revision: proposed.revision,
    digest: proposed.digest,
    decidedAt: decision.at,
  };
}
