import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import type { IncidentId, ServiceName } from '../../../domain/ids.ts';
import type { Actor } from '../../../domain/person.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../../../domain/verdict.ts';
import { nextAuthorityNumber } from '../../../policy/drills/due-authority.ts';
import { isQuiet } from '../../../policy/drills/quiet-hours.ts';
import { rolesOf } from '../../../policy/roles.ts';
import { unknownService } from '../../backups/find-backup.ts';
import { type House, serviceNamed } from '../../house.ts';
import { readDrills, writeDrill } from '../drill-log.ts';

type AskingHouse = Pick<House, 'drills' | 'people' | 'services' | 'store' | 'wake'>;

/**
 * An authority drill that somebody wants now (S9). Not while a real incident is live, not while another is open, and in
 * quiet hours only for whoever says so and would be called in a real incident themselves: nobody else wakes them.
 */
export async function askAuthority(
  house: AskingHouse,
  asking: { readonly by: Actor; readonly once: string },
  given: { readonly service: ServiceName; readonly evenIfQuiet: boolean },
): Promise<Verdict<AuthorityRecord>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(unknownService(house, given.service));
  const live = await liveIncident(house);
  if (live !== null) return refused(incidentLive(live));
  const mayWake = given.evenIfQuiet && (await isOnLadder(house, asking.by, service));
  let refusal: Refusal | null = null;
  await writeDrill(house.drills, service, ({ history, now }) => {
    const open = history.authority.find(({ state }) => state === 'open');
    refusal = open === undefined ? null : underWay(open);
    if (refusal === null && !mayWake && isQuiet(service, now))
      refusal = given.evenIfQuiet ? wakesNobody(service) : quietNow(service);
    if (refusal !== null) return null;
    const body = {
      kind: 'authority-asked',
      number: nextAuthorityNumber(history),
      reason: 'by-hand',
      due: null,
    } as const;
    return { body, by: asking.by, guard: { once: asking.once } };
  });
  const newest = (await readDrills(house.drills, service)).history.authority.at(-1);
  house.wake();
  if (refusal !== null || newest === undefined) return refused(refusal ?? quietNow(service));
  return granted(newest);
}

/**
 * A live incident of any service; null where none is. Services share people and channels, so that a drill of one would
 * stand between people and the real incident of another.
 */
export async function liveIncident({ store }: Pick<House, 'store'>): Promise<IncidentId | null> {
  const [line] = await store.list({ liveOnly: true, limit: 1 });
  return line?.id ?? null;
}

export function incidentLive(live: IncidentId): Refusal {
  return {
    code: 'incident-live',
    say: `A real incident is live: ${live}. Nobody practises now.`,
    hint: `\`/rollback\` shows the decision on ${live}.`,
  };
}

/** A roster that cannot be read lets nobody be woken. */
async function isOnLadder({ people }: AskingHouse, by: Actor, service: ServicePolicy): Promise<boolean> {
  if (by.kind !== 'person') return false;
  const resolved = await people.roster(service).catch(() => null);
  return resolved !== null && rolesOf(by.id, resolved).length > 0;
}

function wakesNobody({ title }: ServicePolicy): Refusal {
  return {
    code: 'bad-input',
    say: `It is a quiet hour of ${title}, and you hold none of its roles: only who would be called may have the others woken.`,
    hint: 'Ask one of them, or wait until the quiet hours are over (`drill.quiet_hours`).',
  };
}

function underWay({ id }: AuthorityRecord): Refusal {
  return {
    code: 'bad-input',
    say: `${id} is under way already.`,
    hint: 'Its card in the channel shows who was asked; it ends with a decision or with its window.',
  };
}

function quietNow({ title, name }: ServicePolicy): Refusal {
  return {
    code: 'bad-input',
    say: `It is, or will be before the window ends, a quiet hour of ${title}: a drill would disturb people.`,
    hint: `\`/drill authority ${name} now\` asks them all the same; \`drill.quiet_hours\` in recourse.yaml says when it is quiet.`,
  };
}
