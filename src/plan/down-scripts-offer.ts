import type { Incident } from '../domain/incident.ts';
import type { GuardQuestion, PathOffer } from '../domain/path-choice.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

type Policy = Pick<ServicePolicy, 'migrations'>;

/** The offer with what this incident's counts and rehearsal say of it. Other paths pass as they are. */
export function withDownScripts(offer: PathOffer, incident: Incident, { migrations }: Policy): PathOffer {
  if (offer.path !== 'down-scripts' || 'whyNot' in offer) return offer;
  return { ...offer, asks: questionsOf(incident, { migrations }), warning: failedRehearsal(incident) };
}

export const noDownScripts = 'recourse.yaml names no down scripts of this service (migrations.down_scripts).';

/**
 * The database's own error in the last rehearsal of this incident, with file and line; null where none failed. Such a
 * path is never put to the vote: choosing it again only rehearses it again.
 */
export function failedRehearsal({ steps }: Pick<Incident, 'steps'>): string | null {
  for (const name of ['rehearse-down-scripts', 'choose-down-scripts']) {
    const step = steps[name];
    if (step?.status === 'failed') return step.error?.say ?? 'it failed';
  }
  return null;
}

/** One question per guard; rows where the last count of this incident says them. */
function questionsOf({ steps }: Incident, { migrations }: Policy): readonly GuardQuestion[] {
  const found = steps['choose-down-scripts']?.findings ?? [];
  return (migrations?.down_scripts?.guards ?? []).map(({ name, title, migration, options }) => ({
    name,
    title: `${migration}: ${title}`,
    counted: found.find(({ check }) => check === `guard: ${name}`)?.say ?? null,
    options: options.map((option) => ({ name: option.name, title: option.title })),
  }));
}
