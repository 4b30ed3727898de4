import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import { digestOf } from '../../../domain/canonical.ts';
import type { EntryBody } from '../../../domain/entry.ts';
import { type IncidentId, PersonId } from '../../../domain/ids.ts';
import type { Incident } from '../../../domain/incident.ts';
import { type Actor, theBot } from '../../../domain/person.ts';
import { PathName, type Plan } from '../../../domain/plan.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { foldEntry, type Told } from '../../../engine/fold.ts';
import { changesDatabase } from '../../../policy/roles.ts';

/** Nobody of this name exists, so that no role holder counts as having declared it: everybody is asked, and may decide. */
const nobody = PersonId.parse('U_NOBODY');

/** The revision of the only plan that a drill ever has. */
export const pretendedRevision = 1;

/**
 * The incident that an authority drill pretends, folded like a real one so that the very same policy judges it. It exists
 * in memory only: no journal holds it, no conductor sees it, and no grant comes of it.
 */
export function pretendIncident(drill: AuthorityRecord, service: ServicePolicy): Incident {
  const id = drill.id as string as IncidentId; // reads like no incident's, so nothing that parses one takes it
  const begun = { by: theBot, at: drill.askedAt };
  const told = [
    { ...begun, body: declared(drill, service) },
    { ...begun, body: proposed(service) },
    ...drill.entries,
  ] as const;
  const folded = told.reduce<Incident | null>(
    (incident, entry, index) => foldEntry(id, incident, numbered(entry, index + 1)),
    null,
  );
  if (folded === null) throw new TypeError('a drill that pretends nothing');
  return { ...folded, pretended: drill.id };
}

function numbered(
  { body, by, at }: { readonly body: EntryBody; readonly by: Actor; readonly at: Told['recordedAt'] },
  n: number,
): Told {
  return { n, body, by, occurredAt: at, recordedAt: at, digest: digestOf({ n }) };
}

function declared({ askedAt, id }: AuthorityRecord, { name, environment, channel }: ServicePolicy): EntryBody {
  return {
    kind: 'incident-declared',
    declaration: {
      ...{ service: name, environment, channel, declaredBy: nobody },
      ...{ identifiedAt: askedAt, identifiedSource: 'declared-now' },
      triggers: [{ code: 'data-deleted' }],
      seen: `Nothing happened: this is the drill ${id}.`,
    },
  };
}

/** The gravest plan that the policy allows: it takes as many people as a real one would. */
function proposed(service: ServicePolicy): EntryBody {
  const forbidden = service.authority.forbidden_paths;
  const path =
    PathName.options.find((each) => changesDatabase({ path: each }) && !forbidden.includes(each)) ?? 'app-rollback';
  const plan: Plan = {
    ...{ path, service: service.name, environment: service.environment, steps: ['promote-copy'] },
    target: { database: 'none: this is a drill', oid: 0, systemIdentifier: null },
    ...{ backup: null, copy: null, deploys: [], statedLoss: null, lossMayGrowByRows: 0 },
  };
  const revision = pretendedRevision;
  return { kind: 'plan-proposed', proposed: { revision, digest: digestOf(plan), plan, expectedMs: 0 }, changes: [] };
}
