import type { ActionName } from '../domain/card.ts';
import type { Draft } from '../domain/entry.ts';
import type { IncidentId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { granted, type Verdict } from '../domain/verdict.ts';
import { judgeAction } from '../policy/capabilities.ts';
import { presenceDrafts } from '../policy/presence.ts';
import type { House } from './house.ts';
import type { Asking } from './use-cases.ts';
import { actOn } from './voting/act-on.ts';

/** What an action writes, once it is allowed. May still refuse. */
export type Deed = (incident: Incident, now: Date, service: ServicePolicy) => Verdict<readonly Draft['body'][]>;

/** One action of one person: the table of capabilities judges, and what is allowed is written at once. */
export function act(
  house: House,
  asking: Asking,
  id: IncidentId,
  action: ActionName,
  deed: Deed,
): Promise<Verdict<Incident>> {
  return actOn(house, asking, id, (scene) => {
    const may = judgeAction(action, scene);
    if (may.kind === 'refused') return may;
    const done = deed(scene.incident, scene.now, scene.service);
    if (done.kind === 'refused') return done;
    const by = { kind: 'person', id: asking.person } as const;
    // A lead who writes a note is here, whether or not they pressed the button.
    const presence = presenceDrafts({ ...scene, how: 'acted on the incident' });
    return granted({ drafts: [...presence, ...done.value.map((body): Draft => ({ body, by }))] });
  });
}
