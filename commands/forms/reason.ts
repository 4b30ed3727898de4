import { type ReasonedAction, reasonedActions, reasonFields } from '../../blocks/forms/reason-form.ts';
import { drawAnswer } from '../../blocks/refusal.ts';
import { say, strong } from '../../blocks/words/phrase.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { StepName } from '../../src/domain/plan.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Asking, UseCases } from '../../src/services/use-cases.ts';
import { answerVerdict } from '../answer.ts';
import { filledUnless, formHandler, notOurs } from './form-handler.ts';
import { textIn } from './form-values.ts';

interface Given {
  readonly incident: IncidentId;
  readonly step: StepName | null;
  readonly why: string;
}
type Filled = Given & { readonly action: ReasonedAction };

interface Meaning {
  ask(useCases: UseCases, asking: Asking, given: Given): Promise<Verdict<Incident>>;
  readonly done: string;
}

const meanings: Readonly<Record<ReasonedAction, Meaning>> = {
  object: {
    ask: (useCases, asking, given) => useCases.object(asking, given),
    done: 'Your objection is recorded. Steps that have not begun will not begin.',
  },
  withdraw: {
    ask: (useCases, asking, given) => useCases.withdrawVote(asking, given),
    done: 'Your vote is withdrawn.',
  },
  'mark-step-done': { ask: settling('mark-done'), done: 'The step is recorded as done; Recourse goes on.' },
  'undo-step': { ask: settling('undo'), done: 'Recourse takes the step back.' },
  abandon: {
    ask: (useCases, asking, given) => useCases.abandon(asking, given),
    done: 'The recovery is stopped. The incident stays open.',
  },
};

function settling(how: 'mark-done' | 'undo'): Meaning['ask'] {
  return (useCases, asking, { incident, step, why }) => {
    if (step === null) throw new TypeError('a step form without a step');
    return useCases.settleStep(asking, { incident, step, how, why });
  };
}

const needStep: ReadonlySet<ReasonedAction> = new Set(['mark-step-done', 'undo-step']);

/** Every form that asks for a reason only. */
export const reasonForm = formHandler<Filled>({
  read(_desk, values, { incident, step, action }) {
    const known = reasonedActions.find((each) => each === action);
    if (known === undefined || incident === undefined || (needStep.has(known) && step === undefined)) {
      return { kind: 'mistakes', errors: { [reasonFields.why]: notOurs } };
    }
    const why = textIn(values, reasonFields.why);
    return filledUnless(why === undefined ? { [reasonFields.why]: 'Please say why, in a few words.' } : {}, () => ({
      action: known,
      incident,
      step: step ?? null,
      why: why ?? '',
    }));
  },

  async carryOut(desk, heard, { action, ...given }) {
    const verdict = await meanings[action].ask(desk.useCases, heard.asking, given);
    await answerVerdict(desk, heard, verdict, {
      written: given.why,
      granted: (incident) => drawAnswer([say`${strong(`${incident.id}:`)} ${meanings[action].done}`]),
    });
  },

  written: ({ why }) => why,
});
