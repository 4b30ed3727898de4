import { drawWhichIncident, type WhichAction } from '../blocks/incident-list.ts';
import { drawRefusal } from '../blocks/refusal.ts';
import { IncidentId } from '../src/domain/ids.ts';
import type { Refusal } from '../src/domain/verdict.ts';
import type { UseCases } from '../src/services/use-cases.ts';
import { whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';

type Lines = Awaited<ReturnType<UseCases['liveIn']>>;

/** Which incident is meant: one, one of several, or none with the reason. */
export type Meant =
  | { readonly kind: 'one'; readonly id: IncidentId }
  | { readonly kind: 'several'; readonly live: Lines }
  | { readonly kind: 'none'; readonly refusal: Refusal };

const incidentWord = /^inc-?([1-9][0-9]*)$/i;

/** Splits `INC-7 and the rest` into the id, however it was typed, and the rest. */
export function takeIncident(text: string): { readonly named: IncidentId | null; readonly rest: string } {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const number = incidentWord.exec(first)?.[1];
  return number === undefined
    ? { named: null, rest: text.trim() }
    : { named: IncidentId.parse(`INC-${number}`), rest: text.trim().slice(first.length).trim() || others.join(' ') };
}

/** The incident that was named; else the live one of this channel; else the only live one anywhere. */
export async function meantIncident(
  useCases: UseCases,
  named: IncidentId | null,
  channel: string | null,
): Promise<Meant> {
  if (named !== null) return (await useCases.incident(named)) === null ? unknown(named) : { kind: 'one', id: named };
  const here = channel === null ? [] : await useCases.liveIn(channel);
  const live = here.length > 0 ? here : await useCases.list({ liveOnly: true, limit: 25 });
  const [only, another] = live;
  if (only === undefined) return { kind: 'none', refusal: noneLive };
  return another === undefined ? { kind: 'one', id: only.id } : { kind: 'several', live };
}

function unknown(id: IncidentId): Meant {
  const refusal: Refusal = {
    code: 'unknown-incident',
    say: `There is no incident ${id}.`,
    hint: '`/incident list` shows the ones there are.',
  };
  return { kind: 'none', refusal };
}

/** Nothing is going on that could be meant. */
export const noneLive: Refusal = {
  code: 'unknown-incident',
  say: 'No incident is live.',
  hint: '`/incident declare` declares one; to look at an old one, name it: `/incident status INC-7`.',
};

/** The incident that was meant, or null after the person was asked or told why there is none. */
export async function settleIncident(
  desk: Desk,
  heard: Heard,
  named: IncidentId | null,
  ask: { readonly action: WhichAction; readonly does: string },
  written?: string,
): Promise<IncidentId | null> {
  const meant = await meantIncident(desk.useCases, named, heard.channel);
  if (meant.kind === 'one') return meant.id;
  const drawn =
    meant.kind === 'several' ? drawWhichIncident(meant.live, ask, written) : drawRefusal([meant.refusal], written);
  await whisper(desk, heard, drawn);
  return null;
}
