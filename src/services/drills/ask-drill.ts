import type { DrillId } from '../../domain/drill.ts';
import type { DrillRecord } from '../../domain/drill-record.ts';
import type { ServiceName } from '../../domain/ids.ts';
import type { Actor } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { unknownService } from '../backups/find-backup.ts';
import { type House, serviceNamed } from '../house.ts';
import { readDrills, writeDrill } from './drill-log.ts';

type DrillHouse = Pick<House, 'drills' | 'services' | 'wake'>;

/** Who asks for a drill: a person in Slack, or a name from the terminal. */
export interface DrillAsking {
  readonly by: Actor;
  readonly from: string | null;
  readonly once: string;
}

/** A drill that somebody wants now (B8): anybody may, it touches nothing of production. One at a time. */
export async function askDrill(
  house: DrillHouse,
  asking: DrillAsking,
  name: ServiceName,
): Promise<Verdict<DrillRecord>> {
  const service = serviceNamed(house, name);
  if (service === null) return refused(unknownService(house, name));
  let refusal: Refusal | null = null;
  await writeDrill(house.drills, service, ({ history }) => {
    const open = history.drills.find(({ state }) => state !== 'ended');
    refusal = open === undefined ? null : underWay(service, open);
    if (open !== undefined) return null;
    const number = (history.drills.at(-1)?.number ?? 0) + 1;
    const body = { kind: 'drill-asked', number, reason: 'by-hand', due: null, from: asking.from } as const;
    return { body, by: asking.by, guard: { once: asking.once, work: 'due' } };
  });
  const newest = (await readDrills(house.drills, service)).history.drills.at(-1);
  house.wake();
  if (refusal !== null || newest === undefined) return refused(refusal ?? underWay(service, newest));
  return granted(newest);
}

/** What a failed drill found is mended: said once, by a person, and kept. */
export async function finishFollowUp(
  house: DrillHouse,
  asking: { readonly person: Actor; readonly once: string },
  given: { readonly id: DrillId; readonly say: string },
): Promise<Verdict<DrillRecord>> {
  for (const service of house.services) {
    const { history } = await readDrills(house.drills, service);
    const drill = history.drills.find(({ id }) => id === given.id);
    if (drill === undefined) continue;
    if (drill.followUp === null) return refused(nothingOpen(given.id));
    const { number } = drill;
    await writeDrill(house.drills, service, ({ history: now }) => {
      const isDone = now.drills.find((each) => each.number === number)?.followUp?.done !== null;
      const body = { kind: 'follow-up-done', number, say: given.say } as const;
      return isDone ? null : { body, by: asking.person, guard: { once: asking.once } };
    });
    const after = (await readDrills(house.drills, service)).history.drills.find((each) => each.number === number);
    return granted(after ?? drill);
  }
  return refused(nothingOpen(given.id));
}

function underWay({ title }: ServicePolicy, open: DrillRecord | undefined): Refusal {
  return {
    code: 'bad-input',
    say: `${open?.id ?? 'A drill'} of ${title} is under way already.`,
    hint: 'Its message in the channel shows how far it is; `/drill report` shows what came of it.',
  };
}

function nothingOpen(id: DrillId): Refusal {
  return {
    code: 'bad-input',
    say: `${id} left nothing to be done.`,
    hint: '`/drill report` names what is open.',
  };
}
