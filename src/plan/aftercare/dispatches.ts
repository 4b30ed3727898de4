import type { Dispatch, DispatchName } from '../../domain/dispatch.ts';
import { type Instant, toInstant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { RECIPIENTS_PER_MESSAGE, type UserMail } from '../../domain/mail.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';

/** Who began a dispatch and said nothing for so long is dead, or paused so long that its lease of it is over. */
export const SENDER_SILENT_MS = 60_000;
/** The first wait after a failure; each is twice as long as the one before. */
const FIRST_WAIT_MS = 15_000;
const WAIT_MS_MAX = 3_600_000;
/** With these waits about a day: who mends something in that time has nothing else to do. */
const ATTEMPTS_MAX = 32;

/** What this incident owes to the outside by now, in the order in which it may go out. */
export function owedDispatches(incident: Incident, service: ServicePolicy): readonly DispatchName[] {
  return [
    ...(incident.phase === 'closed' ? postmortemDispatches(incident, service) : []),
    ...(service.github === undefined ? [] : issueDispatches(incident)),
    ...(service.mail === undefined ? [] : incident.mails.flatMap(mailParts)),
  ];
}

/** A canvas where the plan allows one; a file where policy says so, or where no canvas came of it (P10). */
function postmortemDispatches({ dispatches }: Incident, { aftercare }: ServicePolicy): DispatchName[] {
  const [canvas, file] = [dispatches['postmortem/canvas'], dispatches['postmortem/file']];
  // It went out as a file before anybody thought of canvases.
  const neverCanvas = canvas === undefined && file !== undefined;
  if (aftercare.postmortem_as === 'file' || neverCanvas) return ['postmortem/file'];
  const cameToNothing = isSettled(canvas) && canvas?.standing !== 'done';
  return cameToNothing ? ['postmortem/canvas', 'postmortem/file'] : ['postmortem/canvas'];
}

/** First the issue, then a comment for each turn in its order, then the end (B1, G12). */
function issueDispatches({ dispatches, turns, phase }: Incident): DispatchName[] {
  if (dispatches['issue/open']?.standing !== 'done') return ['issue/open'];
  const comments = turns.filter((turn) => turn.phase !== 'closed').map(({ n }) => `issue/comment/${n}`);
  const next = comments.find((name) => !isSettled(dispatches[name]));
  if (next !== undefined) return [next];
  return phase === 'closed' ? ['issue/close'] : [];
}

/** It arrived, or only a person can say how it goes on: what comes after it does not wait. */
function isSettled(dispatch: Dispatch | undefined): boolean {
  return dispatch !== undefined && dueAt(dispatch) === null;
}

/** One dispatch per message; what nobody confirmed goes nowhere (S10). */
function mailParts({ number, approved }: UserMail): DispatchName[] {
  const parts = Math.ceil((approved?.recipients ?? 0) / RECIPIENTS_PER_MESSAGE);
  return Array.from({ length: parts }, (_, part) => `mail/${number}/${part + 1}`);
}

/** The ones to begin, or to take over, at this moment. */
export function dueDispatches(incident: Incident, service: ServicePolicy, now: Date): readonly DispatchName[] {
  return owedDispatches(incident, service).filter((name) => isDue(incident.dispatches[name], now));
}

/** Whether somebody should begin it now: nobody did, its sender died, or its wait is over. */
export function isDue(dispatch: Dispatch | undefined, now: Date): boolean {
  const at = dueAt(dispatch);
  return at !== null && (at === 'now' || Date.parse(at) <= now.getTime());
}

/** When to look at it next; null where it is settled. */
export function dueAt(dispatch: Dispatch | undefined): Instant | 'now' | null {
  if (dispatch === undefined) return 'now';
  if (dispatch.standing === 'running') return after(dispatch.beganAt, SENDER_SILENT_MS);
  return dispatch.standing === 'failed' ? dispatch.againAt : null;
}

/** How long to wait after this attempt failed, in ms; null where that was the last one. */
export function waitAfter(attempt: number, askedForMs = 0): number | null {
  if (attempt >= ATTEMPTS_MAX) return null;
  return Math.max(askedForMs, Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_MS_MAX));
}

function after(instant: Instant, ms: number): Instant {
  return toInstant(new Date(Date.parse(instant) + ms));
}
