import type { ViewOutput } from '@slack/bolt';
import type { FormId } from '../blocks/action-ids.ts';
import { explainingForm, waitingForm } from '../blocks/forms/waiting-form.ts';
import { drawAnswer } from '../blocks/refusal.ts';
import type { Phrase } from '../blocks/words/phrase.ts';
import { say, strong } from '../blocks/words/phrase.ts';
import { RecourseError } from '../src/domain/errors.ts';
import { explainError, whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard, SlackClient } from './heard.ts';

type View = Parameters<SlackClient['views']['open']>[0]['view'];

interface Opened {
  readonly id: string;
  readonly hash: string;
}

/** Opens a form at once. Null where Slack no longer lets us, after telling the person so. */
export async function openForm(desk: Desk, heard: Heard, view: View): Promise<Opened | null> {
  try {
    if (heard.triggerId === null) return null;
    const { view: opened } = await heard.client.views.open({ trigger_id: heard.triggerId, view });
    return toOpened(opened);
  } catch (error) {
    return notOpened(desk, heard, error);
  }
}

function toOpened(view: { id?: string; hash?: string } | undefined): Opened | null {
  return view?.id === undefined || view.hash === undefined ? null : { id: view.id, hash: view.hash };
}

async function notOpened(desk: Desk, heard: Heard, error: unknown): Promise<null> {
  const reason = slackReason(error);
  desk.log.warn({ reason, once: heard.asking.once }, 'a form could not be opened');
  if (reason === 'exchanged_trigger_id') return null; // a repeat of a request whose form is already open
  await whisper(
    desk,
    heard,
    drawAnswer([
      say`${strong('The form could not be opened:')} Slack gives us three seconds for it, and they were over. Nothing was changed.`,
      say`${strong('Next:')} please try once more.`,
    ]),
  );
  return null;
}

/** Slack's own word for a refused call (`expired_trigger_id`); an empty text where there is none. */
export function slackReason(error: unknown): string {
  const data = error instanceof Error && 'data' in error ? error.data : null;
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : '';
}

/** Fills an open form, unless somebody filled it after we looked (the hash) or the person closed it. */
export async function fillForm(desk: Desk, heard: Heard, opened: Opened, view: View): Promise<void> {
  try {
    await heard.client.views.update({ view_id: opened.id, hash: opened.hash, view });
  } catch (error) {
    const reason = slackReason(error);
    if (reason !== 'hash_conflict' && reason !== 'not_found') throw error;
    desk.log.warn({ reason, once: heard.asking.once }, 'a form had changed or was closed before it could be filled');
  }
}

/** What an open form is filled with: the form itself, or why there is nothing to fill in. */
export type Filling = { readonly view: View } | { readonly explain: readonly Phrase[] };

/**
 * Opens a form before anything is read, because the right to open it is gone after three seconds, and fills it when the
 * facts are there. Errors are told in the form.
 */
export async function openAndFill(
  desk: Desk,
  heard: Heard,
  given: { readonly id: FormId; readonly title: string; readonly metadata: string; readonly waitingFor: string },
  fill: () => Promise<Filling>,
): Promise<void> {
  const opened = await openForm(desk, heard, waitingForm(given.id, given.title, given.metadata, given.waitingFor));
  if (opened === null) return;
  const filling = await fill().catch((error: unknown): Filling => ({ explain: explainInForm(desk, heard, error) }));
  const view =
    'view' in filling ? filling.view : explainingForm(given.id, given.title, given.metadata, filling.explain);
  await fillForm(desk, heard, opened, view);
}

function explainInForm(desk: Desk, heard: Heard, error: unknown): readonly Phrase[] {
  explainError(desk, heard, error); // logs it
  return error instanceof RecourseError
    ? [say`⚠️ ${strong('That did not work.')} ${error.message}`, say`${strong('Next:')} ${error.hint}`]
    : [say`⚠️ ${strong('Sorry, that did not work, and the fault is ours.')} Nothing was changed. Please try once more.`];
}

/** The part of a view that a later update needs. */
export function openedView(view: ViewOutput): Opened {
  return { id: view.id, hash: view.hash };
}
