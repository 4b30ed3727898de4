import { verifyChain } from '../../../src/domain/chain.ts';
import { foldEntries } from '../../../src/engine/fold.ts';
import type { CheckUp } from './evidence.ts';

/** The journal folds, its chain holds, every step of the plan is done once, and nothing waits for a person. */
export const checkJournal: CheckUp = async ({ at, id, entries }) => {
  const chain = await at.store.entries.readChain(id);
  const verdict = verifyChain(id, chain?.links ?? [], chain?.head);
  const incident = foldEntries(id, null, entries);
  const steps = Object.values(incident?.steps ?? {});
  return [
    ...(verdict.kind === 'intact' ? [] : [`the chain is broken at ${verdict.n}: ${verdict.say}`]),
    ...(incident?.phase === 'closed' && incident.recoveredAt !== null ? [] : [`${id} is ${incident?.phase}`]),
    ...steps.filter(({ status }) => status !== 'done').map(({ name, status }) => `${name} is ${status}`),
    ...['plan-proposed', 'decision-made', 'incident-recovered', 'incident-closed'].flatMap((kind) => {
      const count = entries.filter(({ body }) => body.kind === kind).length;
      return count === 1 ? [] : [`${kind} stands ${count} times in the journal`];
    }),
  ];
};
