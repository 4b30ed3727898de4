import { setTimeout as delay } from 'node:timers/promises';
import type { Draft, Entry } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import type { IncidentId, Instant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import { granted, type Verdict } from '../domain/verdict.ts';
import type { AppendGuard, EntryStore } from '../ports/entry-store.ts';
import { foldEntries, foldEntry } from './fold.ts';

/** What a judgement wants written, and the instants between which that judgement holds. */
export interface Judged {
  readonly drafts: readonly Draft[];
  readonly guard?: Pick<AppendGuard, 'notBefore' | 'notAfter' | 'wakeAt'>;
}

/** Decides on the incident as it stands and the store's clock. Called again whenever either has moved on. */
export type Judge = (incident: Incident, now: Date) => Verdict<Judged>;

export interface Journal {
  incident(id: IncidentId): Promise<Incident | null>;
  entries(id: IncidentId): Promise<readonly Entry[]>;
  /**
   * Judges and writes as one act (I3): what was judged is written only if no entry came in between and the store's clock
   * lies where the judgement holds; otherwise it is judged anew. A repeat (same `once`) writes nothing.
   *
   * @throws RecourseError `fenced-off` when the fence is old, `not-found`, `journal-conflict` after many tries
   */
  append(id: IncidentId, judge: Judge, given?: Pick<AppendGuard, 'fence' | 'once'>): Promise<Verdict<Incident>>;
}

/** Under a crowd every round has one winner, so this many rounds mean that something else is wrong. */
const ROUNDS_MAX = 200;
/** Folded incidents kept in memory; older ones are folded again when asked for. */
const KEPT_MAX = 200;

/** The journal over a store: reads only what is new, folds it, and keeps the fold. */
export function openJournal(store: EntryStore): Journal {
  const kept = new Map<IncidentId, Incident>();

  async function catchUp(id: IncidentId): Promise<{ incident: Incident; now: Instant } | null> {
    const known = kept.get(id) ?? null;
    const tail = await store.read(id, known?.head.n ?? 0);
    if (tail === null) return null;
    const incident = foldEntries(id, known, tail.entries);
    if (incident === null) return null;
    remember(incident);
    return { incident, now: tail.now };
  }

  function remember(incident: Incident): void {
    const known = kept.get(incident.id);
    if (known !== undefined && known.head.n > incident.head.n) return;
    kept.delete(incident.id);
    kept.set(incident.id, incident);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  }

  async function attempt(
    id: IncidentId,
    judge: Judge,
    given: Pick<AppendGuard, 'fence' | 'once'>,
  ): Promise<Verdict<Incident> | 'again'> {
    const standing = await catchUp(id);
    if (standing === null) throw unknownIncident(id);
    const { incident, now } = standing;
    const verdict = judge(incident, new Date(now));
    if (verdict.kind === 'refused') return verdict;
    const { drafts, guard = {} } = verdict.value;
    if (drafts.length === 0) return granted(incident);
    rehearse(incident, drafts, now);
    const result = await store.append(id, incident.head, drafts, { ...guard, ...given });
    switch (result.kind) {
      case 'appended': {
        const after = foldEntries(id, incident, result.entries) ?? incident;
        remember(after);
        return granted(after);
      }
      case 'repeated':
        return granted(incident);
      case 'fenced-off':
        throw fencedOff(id);
      case 'conflict':
      case 'out-of-time':
        return 'again';
    }
  }

  return {
    incident: async (id) => (await catchUp(id))?.incident ?? null,
    entries: async (id) => (await store.read(id, 0))?.entries ?? [],
    append: async (id, judge, given = {}) => {
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const verdict = await attempt(id, judge, given);
        if (verdict !== 'again') return verdict;
        if (round > 2) await delay(Math.random() * Math.min(round, 20));
      }
      throw tooManyRounds(id);
    },
  };
}

/** Folds the drafts in memory first, so that an illegal entry is an error before it is a fact. */
function rehearse(incident: Incident, drafts: readonly Draft[], now: Instant): void {
  let after = incident;
  for (const draft of drafts) {
    after = foldEntry(incident.id, after, {
      n: after.head.n + 1,
      body: draft.body,
      by: draft.by,
      occurredAt: draft.occurredAt ?? now,
      recordedAt: now,
      digest: after.head.digest,
    });
  }
}

function unknownIncident(id: IncidentId): RecourseError {
  return new RecourseError(`There is no incident ${id}.`, {
    code: 'not-found',
    hint: '`/incident list` shows the incidents there are.',
    facts: { incident: id },
  });
}

function fencedOff(id: IncidentId): RecourseError {
  return new RecourseError(`Another Recourse has taken over ${id}; this one stops here.`, {
    code: 'fenced-off',
    hint: 'Nothing to do: the other one goes on.',
    facts: { incident: id },
  });
}

function tooManyRounds(id: IncidentId): RecourseError {
  return new RecourseError(`${id} changed too quickly to be written to.`, {
    code: 'journal-conflict',
    hint: 'Try again in a moment.',
    facts: { incident: id },
  });
}
