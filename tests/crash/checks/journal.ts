import { verifyChain } from '../../../src/domain/chain.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { Plan } from '../../../src/domain/plan.ts';
import { foldEntries } from '../../../src/engine/fold.ts';
import { pathOf } from '../../../src/plan/paths.ts';
import { countsOf } from '../roads.ts';
import type { CheckUp } from './evidence.ts';

/** The journal folds, its chain holds, every step of the plan is done once, and nothing waits for a person. */
export const checkJournal: CheckUp = async ({ at, id, entries, road }) => {
  const chain = await at.store.entries.readChain(id);
  const verdict = verifyChain(id, chain?.links ?? [], chain?.head);
  const incident = foldEntries(id, null, entries);
  const path = incident === null ? [] : [...pathOf(incident).preparation, ...plannedSteps(incident)];
  const steps = path.map((name) => incident?.steps[name] ?? { name, status: 'missing' });
  return [
    ...(verdict.kind === 'intact' ? [] : [`the chain is broken at ${verdict.n}: ${verdict.say}`]),
    ...(incident?.phase === 'closed' && incident.recoveredAt !== null ? [] : [`${id} is ${incident?.phase}`]),
    ...steps.filter(({ status }) => status !== 'done').map(({ name, status }) => `${name} is ${status}`),
    ...Object.entries(countsOf(road)).flatMap(([kind, expected]) => {
      const count = entries.filter(({ body }) => body.kind === kind).length;
      return count === expected ? [] : [`${kind} stands ${count} times in the journal, expected ${expected}`];
    }),
  ];
};

/** A service without smoke checks or commands of its own has no such steps in its plans. */
function plannedSteps({ proposed }: Incident): readonly string[] {
  return Plan.parse(proposed?.plan).steps;
}
