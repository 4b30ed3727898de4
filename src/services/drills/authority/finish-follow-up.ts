import type { AuthorityDrillId } from '../../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import { granted, refused, type Verdict } from '../../../domain/verdict.ts';
import type { House } from '../../house.ts';
import type { Asking } from '../../use-cases.ts';
import { readDrills, writeDrill } from '../drill-log.ts';

/** What an authority drill that lapsed found is mended: said once, by a person, and kept. */
export async function finishAuthorityFollowUp(
  house: Pick<House, 'drills' | 'services'>,
  { person, once }: Asking,
  given: { readonly id: AuthorityDrillId; readonly say: string },
): Promise<Verdict<AuthorityRecord>> {
  for (const service of house.services) {
    const find = async () =>
      (await readDrills(house.drills, service)).history.authority.find(({ id }) => id === given.id);
    const drill = await find();
    if (drill?.followUp == null) continue;
    const { number } = drill;
    await writeDrill(house.drills, service, ({ history }) => {
      const isDone = history.authority.find((each) => each.number === number)?.followUp?.done !== null;
      const body = { kind: 'authority-follow-up-done', number, say: given.say } as const;
      return isDone ? null : { body, by: { kind: 'person', id: person }, guard: { once } };
    });
    return granted((await find()) ?? drill);
  }
  return refused({
    code: 'bad-input',
    say: `${given.id} left nothing to be done.`,
    hint: '`/drill history` names what is open.',
  });
}
