import type { House } from '../house.ts';
import type { UseCases } from '../use-cases.ts';
import { askDrill, finishFollowUp } from './ask-drill.ts';
import { readOverview } from './read-overview.ts';

/** What a person in Slack can ask of drills. */
export function drillActs(house: House): Pick<UseCases, 'runDrill' | 'drills' | 'finishFollowUp'> {
  return {
    runDrill: ({ person, once }, service) =>
      askDrill(house, { by: { kind: 'person', id: person }, from: null, once }, service),
    drills: (service) => readOverview(house, service),
    finishFollowUp: ({ person, once }, given) =>
      finishFollowUp(house, { person: { kind: 'person', id: person }, once }, given),
  };
}
