import type { Entry } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { type IssueTracker, TrackerTrouble } from '../../ports/issue-tracker.ts';
import type { Found, Parcel, Road, Sent } from '../../ports/roads.ts';
import type { House } from '../house.ts';

/** The words of an issue, with people's names. */
export interface IssueWords {
  title(incident: Incident, service: ServicePolicy): string;
  opening(incident: Incident, service: ServicePolicy): Promise<string>;
  /** What was written in the journal after entry `after`, up to entry `until`. */
  progress(incident: Incident, service: ServicePolicy, entries: readonly Entry[]): Promise<string>;
  postmortem(incident: Incident, service: ServicePolicy, entries: readonly Entry[]): Promise<string>;
}

interface Needs {
  readonly house: Pick<House, 'journal'>;
  readonly tracker: IssueTracker;
  readonly words: IssueWords;
}

/** GitHub takes 65,536 characters; the end of a cut text says where the rest is. */
const BODY_LENGTH_MAX = 60_000;

/** The store's clock and the tracker's may differ; an issue that is overlooked would be opened twice. */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;

/**
 * The issue of an incident in its repository (B1, B11, G12): opened once, told at each turn, closed with the post-mortem. What was
 * written carries a marker, so that after a crash it is found and not written twice.
 */
export function issueRoad(needs: Needs): Road {
  return {
    mayBeFound: true,
    send: (parcel) => send(needs, parcel).catch(sentTrouble),
    find: (parcel) => find(needs, parcel).catch(foundTrouble),
  };
}

async function send({ house, tracker, words }: Needs, parcel: Parcel): Promise<Sent> {
  const { name, incident, service, signal } = parcel;
  const mark = (text: string) => `${fitted(text, incident)}\n\n${markerOf(parcel)}\n`;
  if (name === 'issue/open') {
    const title = words.title(incident, service);
    const { url } = await tracker.open({ title, body: mark(await words.opening(incident, service)) }, signal);
    return { kind: 'arrived', where: url };
  }
  const number = issueNumberOf(incident);
  const entries = await house.journal.entries(incident.id);
  if (name === 'issue/close') {
    const url = await tracker.comment(number, mark(await words.postmortem(incident, service, entries)), signal);
    await tracker.close(number, signal);
    return { kind: 'arrived', where: url };
  }
  const until = Number(name.split('/').at(-1));
  const after = incident.turns.findLast(({ n }) => n < until)?.n ?? 1;
  const since = entries.filter(({ n }) => n > after && n <= until);
  return {
    kind: 'arrived',
    where: await tracker.comment(number, mark(await words.progress(incident, service, since)), signal),
  };
}

async function find({ tracker }: Needs, parcel: Parcel): Promise<Found> {
  const { name, incident, signal } = parcel;
  if (name === 'issue/open') {
    const since = new Date(Date.parse(incident.declaredAt) - CLOCKS_DIFFER_MS).toISOString();
    const issue = await tracker.find(markerOf(parcel), since, signal);
    return issue === null ? { kind: 'not-there' } : { kind: 'found', where: issue.url };
  }
  const number = issueNumberOf(incident);
  const comment = await tracker.findComment(number, markerOf(parcel), signal);
  if (comment === null) return { kind: 'not-there' };
  // The comment may have arrived and the close not.
  if (name === 'issue/close') await tracker.close(number, signal);
  return { kind: 'found', where: comment };
}

/** Two stores may both have an INC-7, not declared in the same millisecond; its end tells comment 4 from comment 45. */
function markerOf({ name, incident }: Parcel): string {
  return `<!-- recourse ${incident.id} ${incident.declaredAt} ${name} -->`;
}

/** @throws TrackerTrouble where the issue is not known */
function issueNumberOf({ dispatches }: Incident): number {
  const number = /\/issues\/(\d+)/.exec(dispatches['issue/open']?.where ?? '')?.[1];
  if (number === undefined) throw new TrackerTrouble('refused', 'the issue was not opened');
  return Number(number);
}

function fitted(text: string, { id }: Incident): string {
  if (text.length <= BODY_LENGTH_MAX) return text;
  return `${text.slice(0, BODY_LENGTH_MAX)}\n\n… cut here; \`npx recourse incident postmortem ${id}\` has all of it.`;
}

function sentTrouble(error: unknown): Sent {
  if (!(error instanceof TrackerTrouble)) throw error;
  if (error.kind === 'unknown') return { kind: 'unknown', why: error.message };
  return { kind: 'failed', why: error.message, again: error.kind === 'limited', afterMs: error.afterMs };
}

function foundTrouble(error: unknown): Found {
  if (!(error instanceof TrackerTrouble)) throw error;
  return { kind: 'cannot-tell', why: error.message };
}
