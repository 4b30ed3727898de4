import { z } from 'zod';
import { rememberAutoDeploys } from '../domain/auto-deploy.ts';
import type { EntryBody, EntryKind } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import type { PlannedSwitch } from '../domain/switches.ts';
import { rememberSwitches } from '../domain/switches.ts';
import type { Change, Told } from './fold.ts';

type Kinds = Extract<EntryKind, `switch-${string}` | 'auto-deploy-settled'>;
type Switches = Pick<Incident, 'switches' | 'switchedOnAgain'>;
type Held = Switches & Pick<Incident, 'autoDeploys' | 'switchRemindedAt'>;

/** An incident that has switched nothing off. */
export const nothingSwitched: Held = { autoDeploys: {}, switches: {}, switchedOnAgain: [], switchRemindedAt: null };

/** What becomes of what an incident switched off, apart from its steps. */
export const switchChanges: { readonly [Kind in Kinds]: Change<Kind> } = {
  'auto-deploy-settled': ({ autoDeploys }, { target }) => ({ autoDeploys: without(autoDeploys, target) }),
  'switch-settled': (incident, body) =>
    body.how === 'switched-on'
      ? isOnAgain(incident, body.switch)
      : { switches: without(incident.switches, body.switch) },
  'switch-reminded': (_, __, { recordedAt }) => ({ switchRemindedAt: recordedAt }),
};

/** Step names are for ever, so the fold may know these two. */
const SWITCH_OFF = 'switch-off';
const SWITCH_ON = 'switch-on';
const SwitchedOn = z.object({ switch: z.string() });

/** What a step says about it: it is about to switch something off, it could not, or it has switched it on again. */
export function heldAfterStep(
  incident: Incident,
  body: EntryBody,
  entry: Told,
): Pick<Held, 'autoDeploys'> & Partial<Switches> {
  const { autoDeploys } = incident;
  if (body.kind === 'step-began') {
    const held = { autoDeploys: rememberAutoDeploys(autoDeploys, body.intent) };
    return body.step === SWITCH_OFF ? { ...held, ...isOff(incident, body.intent, entry) } : held;
  }
  return { autoDeploys, ...switchesAfterStep(incident, body, entry) };
}

function switchesAfterStep(incident: Incident, body: EntryBody, entry: Told): Partial<Switches> {
  const planned = incident.proposed?.plan.switching;
  if (body.kind === 'step-done' && body.step === SWITCH_ON) {
    const on = SwitchedOn.safeParse(body.outcome).data;
    return on === undefined ? {} : isOnAgain(incident, on.switch);
  }
  if (planned === undefined || !('step' in body) || body.step !== SWITCH_OFF) return {};
  // A person who switched it off by hand did what the plan says; no attempt of ours need have begun.
  if (body.kind === 'step-done') return isOff(incident, asPlanned(planned), entry);
  return body.kind === 'step-failed' && wasSeenOn(incident, body.error.code)
    ? { switches: without(incident.switches, planned.name) }
    : {};
}

/** What a preparation finds on is not off because of this incident, whatever an attempt meant to do. */
export function switchesAfterPlan(incident: Incident, planned: PlannedSwitch | undefined): Partial<Switches> {
  if (planned?.found !== 'on' || !Object.hasOwn(incident.switches, planned.name)) return {};
  return planned.turn === 'on'
    ? isOnAgain(incident, planned.name)
    : { switches: without(incident.switches, planned.name) };
}

function asPlanned({ name, title, found }: PlannedSwitch) {
  return { switch: name, title, former: found };
}

/**
 * An attempt that failed was asked afterwards how the switch stands, and off would have counted as done. Not so where the
 * check itself could not look (`check-failed`): then it may be off, and stays remembered.
 */
function wasSeenOn({ steps }: Incident, code: string): boolean {
  return steps[SWITCH_OFF]?.status === 'running' && code !== 'check-failed';
}

function isOff({ switches, switchedOnAgain }: Incident, intent: unknown, entry: Told): Switches {
  const known = rememberSwitches(switches, intent, entry.recordedAt);
  return { switches: known, switchedOnAgain: switchedOnAgain.filter((name) => !Object.hasOwn(known, name)) };
}

function isOnAgain({ switches, switchedOnAgain }: Incident, name: string): Switches {
  return { switches: without(switches, name), switchedOnAgain: [...new Set([...switchedOnAgain, name])] };
}

function without<Value>(known: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(known).filter(([each]) => each !== name));
}
