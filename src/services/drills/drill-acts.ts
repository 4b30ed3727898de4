import type { House } from '../house.ts';
import type { UseCases } from '../use-cases.ts';
import { askDrill, finishFollowUp } from './ask-drill.ts';
import { answerAuthority } from './authority/answer-authority.ts';
import { askAuthority } from './authority/ask-authority.ts';
import { finishAuthorityFollowUp } from './authority/finish-follow-up.ts';
import { readOverview } from './read-overview.ts';

type DrillActs = Pick<
  UseCases,
  'runDrill' | 'drills' | 'finishFollowUp' | 'askAuthority' | 'answerAuthority' | 'finishAuthorityFollowUp'
>;

/** What a person in Slack can ask of drills. */
export function drillActs(house: House): DrillActs {
  return {
    runDrill: ({ person, once }, service) =>
      askDrill(house, { by: { kind: 'person', id: person }, from: null, once }, service),
    drills: (service) => readOverview(house, service),
    askAuthority: ({ person, once }, given) => askAuthority(house, { by: { kind: 'person', id: person }, once }, given),
    answerAuthority: (asking, given) => answerAuthority(house, asking, given),
    finishAuthorityFollowUp: (asking, given) => finishAuthorityFollowUp(house, asking, given),
    finishFollowUp: ({ person, once }, given) =>
      finishFollowUp(house, { person: { kind: 'person', id: person }, once }, given),
  };
}
