import { z } from 'zod';
import { rememberAutoDeploys } from '../domain/auto-deploy.ts';
import type { EntryBody, EntryKind } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import { rememberSwitches } from '../domain/switches.ts';
import type { Change, Told } from './fold.ts';

type Kinds = Extract<EntryKind, `switch-${string}` | 'auto-deploy-settled'>;
type Held = Pick<Incident, 'autoDeploys' | 'switches' | 'switchRemindedAt'>;

/** An incident that has switched nothing off. */
export const nothingSwitched: Held = { autoDeploys: {}, switches: {}, switchRemindedAt: null };

/** What becomes of what an incident switched off, apart from its steps. */
export const switchChanges: { readonly [Kind in Kinds]: Change<Kind> } = {
  'auto-deploy-settled': ({ autoDeploys }, { target }) => ({ autoDeploys: without(autoDeploys, target) }),
  'switch-settled': ({ switches }, body) => ({ switches: without(switches, body.switch) }),
  'switch-reminded': (_, __, { recordedAt }) => ({ switchRemindedAt: recordedAt }),
};

/** Step names are for ever, so the fold may know these two. */
const SWITCH_OFF = 'switch-off';
const SWITCH_ON = 'switch-on';
const SwitchedOn = z.object({ switch: z.string() });

/** What a step says about it: it is about to switch something off, or it has switched it on again. */
export function heldAfterStep(
  incident: Incident,
  body: EntryBody,
  entry: Told,
): Pick<Held, 'autoDeploys' | 'switches'> {
  const { autoDeploys, switches } = incident;
  if (body.kind === 'step-began') {
    const isOff = body.step === SWITCH_OFF;
    return {
      autoDeploys: rememberAutoDeploys(autoDeploys, body.intent),
      switches: isOff ? rememberSwitches(switches, body.intent, entry.recordedAt) : switches,
    };
  }
  const on = body.kind === 'step-done' && body.step === SWITCH_ON ? SwitchedOn.safeParse(body.outcome).data : undefined;
  return { autoDeploys, switches: on === undefined ? switches : without(switches, on.switch) };
}

function without<Value>(known: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(known).filter(([each]) => each !== name));
}
