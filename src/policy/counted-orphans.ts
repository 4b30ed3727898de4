import { OrphanCounts } from '../domain/database.ts';
import type { Incident } from '../domain/incident.ts';

type Counts = ReturnType<typeof OrphanCounts.parse>;

/** What the policy's queries counted in production when the evidence was captured; null where it is not there yet. */
export function countedOrphans({ steps }: Pick<Incident, 'steps'>): Counts | null {
  const outcome = steps['capture-evidence']?.outcome as { readonly orphans?: unknown } | null | undefined;
  return OrphanCounts.safeParse(outcome?.orphans).data ?? null;
}
