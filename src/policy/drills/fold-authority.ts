import { authorityDrillId } from '../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../domain/authority-record.ts';
import type { DrillEntry } from '../../domain/drill.ts';
import type { ServiceName } from '../../domain/ids.ts';

interface Place {
  readonly service: ServiceName;
  readonly environment: string;
}

/** The authority drills of a log, oldest first. Entries that say nothing new change nothing. */
export function foldAuthority(place: Place, entries: readonly DrillEntry[]): readonly AuthorityRecord[] {
  const drills = new Map<number, AuthorityRecord>();
  for (const entry of entries) {
    const { body } = entry;
    if (body.kind === 'authority-asked') {
      if (!drills.has(body.number)) drills.set(body.number, begin(place, entry, body));
      continue;
    }
    const known = 'number' in body ? drills.get(body.number) : undefined;
    const next = known === undefined ? undefined : follow(known, entry);
    if (next !== undefined) drills.set(next.number, { ...next, head: entry.n });
  }
  return [...drills.values()];
}

function begin(
  { service, environment }: Place,
  { by, recordedAt, n }: DrillEntry,
  { number, reason, due }: Extract<DrillEntry['body'], { kind: 'authority-asked' }>,
): AuthorityRecord {
  return {
    ...{ id: authorityDrillId(service, number), number, service, environment, reason, due },
    ...{ state: 'open', askedBy: by, askedAt: recordedAt, entries: [], pages: [] },
    ...{ report: null, followUp: null, head: n },
  };
}

/** Undefined where the entry is about something else. */
function follow(drill: AuthorityRecord, { body, by, recordedAt: at }: DrillEntry): AuthorityRecord | undefined {
  switch (body.kind) {
    case 'authority-wrote': {
      const told = body.bodies.map((each) => ({ body: each, by, at }));
      return drill.state === 'ended' ? drill : { ...drill, entries: [...drill.entries, ...told] };
    }
    case 'authority-page-began': {
      const others = drill.pages.filter(({ attempt }) => attempt !== body.attempt);
      return { ...drill, pages: [...others, { attempt: body.attempt, tries: body.tries, beganAt: at }] };
    }
    case 'authority-ended': {
      const followUp = body.followUp === null ? null : { ...body.followUp, openedAt: at, done: null };
      return drill.state === 'ended' ? drill : { ...drill, state: 'ended', report: body.report, followUp };
    }
    case 'authority-follow-up-done':
      return drill.followUp === null
        ? drill
        : { ...drill, followUp: { ...drill.followUp, done: { by, at, say: body.say } } };
    default:
      return undefined;
  }
}
