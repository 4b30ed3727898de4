import type { FollowUp } from '../../src/domain/drill-record.ts';
import { code, instant, type Phrase, person, say, strong } from './phrase.ts';

/** What a drill left to be done, until somebody says that it is done. */
export function followUpLines(id: string, { owner, dueAt, done }: FollowUp): readonly Phrase[] {
  if (done !== null) {
    const who = done.by.kind === 'person' ? person(done.by.id) : 'Recourse';
    return [say`☑ ${strong('Follow-up done')} ${instant(done.at)} by ${who}: ${done.say}`];
  }
  const whose = owner === null ? say`nobody’s yet` : say`${person(owner)}`;
  return [
    say`☐ ${strong('Follow-up')} of ${id}: ${whose}, due ${instant(dueAt)} · ${code(`/drill done ${id} <what was done>`)}`,
  ];
}
