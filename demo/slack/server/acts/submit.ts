import type { SlackView, StateValues } from '../../shapes.ts';
import { type Ack, deliver } from '../delivery.ts';
import { interaction } from '../payloads.ts';
import { SlackRefusal } from '../refusal.ts';
import { type Entries, fillView } from '../state-values.ts';
import { giveTrigger } from '../triggers.ts';
import { closeModal, pushView, readView, replaceModal, updateView, withState } from '../views.ts';
import type { World } from '../world.ts';
import { type ActResult, activePerson, notify, timed } from './act.ts';
import { openViewOf } from './click.ts';

const trouble = 'We had some trouble connecting. Try again?';

/** A person presses a modal's submit button. Mistakes that Slack's client finds itself never reach the app. */
export async function submit(
  world: World,
  act: { user: string; viewId: string; entries: Entries },
): Promise<ActResult> {
  const person = activePerson(world, act.user);
  const filled = fillView(openViewOf(world, person.id, act.viewId), act.entries);
  if (!filled.ok) return { outcome: 'not-sent', tookMs: 0, errors: filled.errors };
  const view = remember(world, person.id, act.viewId, filled.values);
  const payload = {
    ...interaction(world, 'view_submission', person, giveTrigger(world, person.id)),
    view,
    response_urls: [],
  };
  const what = `view_submission ${view.callback_id}`;
  const { ack, result } = await timed(world, deliver(world, 'interactive', payload, what));
  const errors = followAnswer(world, person.id, view, ack);
  return errors === undefined ? result : { ...result, errors };
}

function remember(world: World, user: string, viewId: string, values: StateValues): SlackView {
  const view = withState(openViewOf(world, user, viewId), values);
  replaceModal(world, user, view);
  return view;
}

interface SubmissionAnswer {
  readonly response_action?: 'errors' | 'update' | 'push' | 'clear';
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: unknown;
}

/** Does what the app answered: shows errors, changes or stacks the modal, or closes it. Returns the errors. */
function followAnswer(world: World, user: string, view: SlackView, ack: Ack): SubmissionAnswer['errors'] {
  if (ack.outcome !== 'acked') {
    notify(world, user, trouble, { viewId: view.id });
    return undefined;
  }
  const answer = (ack.payload ?? {}) as SubmissionAnswer;
  try {
    return carryOut(world, user, view, answer);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    notify(world, user, trouble, { viewId: view.id });
    return { '': `The app's answer was refused: ${error.code} ${JSON.stringify(error.details)}` };
  }
}

function carryOut(world: World, user: string, view: SlackView, answer: SubmissionAnswer): SubmissionAnswer['errors'] {
  switch (answer.response_action) {
    case 'errors':
      return knownErrors(view, answer.errors ?? {});
    case 'update':
      updateView(world, view.id, readView(answer.view, 'modal'));
      return undefined;
    case 'push':
      pushView(world, user, readView(answer.view, 'modal'));
      return undefined;
    case 'clear':
      closeModal(world, user, view.id, true);
      return undefined;
    default:
      closeModal(world, user, view.id);
      return undefined;
  }
}

/** Slack shows errors only at input blocks of the view; any other key makes the whole answer invalid. */
function knownErrors(view: SlackView, errors: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const stray = Object.keys(errors).filter((key) => !inputs.includes(key));
  if (stray.length > 0) throw new SlackRefusal('invalid_errors', { stray });
  return errors;
}

/** A person closes a modal; the app hears of it if the view asked for that. */
export async function close(world: World, act: { user: string; viewId: string; clear: boolean }): Promise<ActResult> {
  const person = activePerson(world, act.user);
  const view = openViewOf(world, person.id, act.viewId);
  const clear = act.clear || view.clear_on_close;
  closeModal(world, person.id, view.id, clear);
  if (!view.notify_on_close) return { outcome: 'not-sent', tookMs: 0 };
  const payload = { ...interaction(world, 'view_closed', person, undefined), view, is_cleared: clear };
  const what = `view_closed ${view.callback_id}`;
  return (await timed(world, deliver(world, 'interactive', payload, what))).result;
}
