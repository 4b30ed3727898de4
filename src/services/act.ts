import type { ActionName } from '../domain/card.ts';
import type { Draft } from '../domain/entry.ts';
import type { IncidentId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { Role } from '../domain/person.ts';
import { granted, refused, type Verdict } from '../domain/verdict.ts';
import { judgeAction } from '../policy/capabilities.ts';
import { type House, serviceOf } from './house.ts';
import type { Asking } from './use-cases.ts';

/** What an action writes, once it is allowed. May still refuse. */
export type Deed = (
  incident: Incident,
  by: { readonly roles: readonly Role[]; readonly now: Date },
) => Verdict<readonly Draft['body'][]>;

/** One action of one person: roles are resolved now, the table of capabilities judges, and what is allowed is written at once. */
export async function act(
  house: House,
  asking: Asking,
  id: IncidentId,
  action: ActionName,
  deed: Deed,
): Promise<Verdict<Incident>> {
  const before = await house.journal.incident(id);
  if (before === null) return refused(unknownIncident(id));
  const service = serviceOf(house, before);
  const resolved = await house.people.roster(service);
  const verdict = await house.journal.append(
    id,
    (incident, now) => {
      const may = judgeAction(action, { incident, service, resolved, person: asking.person, now });
      if (may.kind === 'refused') return may;
      const done = deed(incident, { roles: may.value.roles, now });
      if (done.kind === 'refused') return done;
      return granted({
        drafts: done.value.map((body): Draft => ({ body, by: { kind: 'person', id: asking.person } })),
      });
    },
    { once: asking.once },
  );
  house.wake();
  return verdict;
}

export function unknownIncident(id: string) {
  return {
    code: 'unknown-incident' as const,
    say: `There is no incident ${id}.`,
    hint: '`/incident list` shows the incidents there are.',
  };
}
