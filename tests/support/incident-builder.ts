import { digestOf } from '../../src/domain/canonical.ts';
import type { Choice, Vote } from '../../src/domain/decision.ts';
import type { Declaration } from '../../src/domain/declaration.ts';
import type { Draft, EntryBody } from '../../src/domain/entry.ts';
import { ChannelId, type Digest, type Instant, PersonId, toInstant } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type ResolvedRoster, theBot } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import { foldEntry } from '../../src/engine/fold.ts';
import { sam, storyBegins, storyIncident, storyPlan } from './restore-story.ts';

/** The team of the tests: each person is named for their role. */
export const lead = PersonId.parse('U0LEAD');
export const cto = PersonId.parse('U0CTO');
export const onCall = PersonId.parse('U0CALL');
export const owner = PersonId.parse('U0OWNER');
export const passerBy = PersonId.parse('U0PASSER');
export const requester = sam;

export const fullTeam: ResolvedRoster = {
  roster: { 'team-lead': [lead], cto: [cto], 'on-call': [onCall], owner: [owner] },
  unresolved: [],
};

interface Overrides {
  readonly authority?: Record<string, unknown>;
  readonly window?: Record<string, unknown>;
  readonly preference?: string;
  readonly time_zone?: string;
  readonly drill?: Record<string, unknown>;
}

/** A service's policy as a team would write it, with what a test cares about on top. */
export function policy({ authority = {}, window = {}, ...rest }: Overrides = {}): ServicePolicy {
  return ServicePolicy.parse({
    name: 'promptrefine',
    title: 'PromptRefine',
    channel: 'C0OPS',
    database: { url_env: 'DATABASE_URL', required_tables: ['users'] },
    backups: { storage: { kind: 'folder', path: '/var/backups' } },
    authority: { roles: { 'team-lead': [lead], cto: [cto], 'on-call': [onCall], owner: [owner] }, ...authority },
    window,
    ...rest,
  });
}

/** What an incident's journal says so far, told entry by entry on a clock that only the test moves. */
export interface Tale {
  readonly incident: Incident;
  readonly now: Date;
  readonly proposedDigest: Digest;
  wait(ms: number): Tale;
  waitUntil(instant: Instant): Tale;
  /** @throws IllegalEntry like the real journal */
  write(body: EntryBody, by?: PersonId): Tale;
  writeAll(drafts: readonly Draft[]): Tale;
  attempt(attempt: number, outcome?: 'delivered' | 'failed' | 'failed-counts' | 'under-way'): Tale;
  /** All configured attempts made and delivered, and their waits over: the lead is unreachable. */
  leadSilent(service: ServicePolicy): Tale;
  plan(change?: Partial<Plan>, changes?: string[]): Tale;
  decide(choice: Choice, by: PersonId, more?: Partial<Vote>): Tale;
}

/** Begins a tale with a declaration by the requester at 14:00 UTC, identified so many milliseconds before. */
export function declared(
  given: {
    readonly by?: PersonId;
    readonly identifiedAgoMs?: number;
    readonly triggers?: readonly Trigger[];
    readonly more?: Partial<Declaration>;
  } = {},
): Tale {
  const by = given.by ?? requester;
  const identifiedAt = new Date(storyBegins.getTime() - (given.identifiedAgoMs ?? 0));
  const declaration: Declaration = {
    service: storyPlan.service,
    environment: 'production',
    channel: ChannelId.parse('C0OPS'),
    declaredBy: by,
    identifiedAt: toInstant(identifiedAt),
    identifiedSource: given.identifiedAgoMs === undefined ? 'declared-now' : 'person',
    triggers: [...(given.triggers ?? [{ code: 'data-deleted' as const }])],
    seen: 'GET /api/prompts answers 500',
    ...given.more,
  };
  return told(null, storyBegins, { by: { kind: 'person', id: by }, body: { kind: 'incident-declared', declaration } });
}

/** The same, with a plan on the table. */
export function deciding(given: Parameters<typeof declared>[0] = {}): Tale {
  return declared(given).plan();
}

function told(before: Incident | null, now: Date, draft: Draft): Tale {
  const n = (before?.head.n ?? 0) + 1;
  const at = toInstant(now);
  const entry = { n, ...draft, occurredAt: draft.occurredAt ?? at, recordedAt: at, digest: digestOf({ n }) };
  return tale(foldEntry(storyIncident, before, entry), now);
}

function tale(incident: Incident, now: Date): Tale {
  const write = (body: EntryBody, by?: PersonId) =>
    told(incident, now, { by: by === undefined ? theBot : { kind: 'person', id: by }, body });
  return {
    incident,
    now,
    get proposedDigest() {
      return incident.proposed?.digest ?? digestOf('no plan');
    },
    wait: (ms) => tale(incident, new Date(now.getTime() + ms)),
    waitUntil: (instant) => tale(incident, new Date(instant)),
    write,
    writeAll: (drafts) => drafts.reduce((so_far, draft) => told(so_far.incident, now, draft), tale(incident, now)),
    attempt: (attempt, outcome = 'delivered') => attemptOn(tale(incident, now), attempt, outcome),
    leadSilent: (service) =>
      service.authority.contact.reduce(
        (so_far, { wait }, attempt) => so_far.attempt(attempt).wait(wait),
        tale(incident, now),
      ),
    plan: (change = {}, changes = []) => {
      const plan = { ...storyPlan, ...change };
      const revision = incident.lastRevision + 1;
      const proposed = { revision, digest: digestOf({ plan, revision }), plan, expectedMs: 12_000 };
      return write({ kind: 'plan-proposed', proposed, changes });
    },
    decide: (choice, by, more = {}) => {
      const vote: Vote = {
        choice,
        by,
        basis: { role: 'team-lead', rule: 'lead', say: 'The team lead may decide at any time (S8).', evidence: [] },
        revision: incident.proposed?.revision ?? 1,
        digest: incident.proposed?.digest ?? digestOf('no plan'),
        ...more,
      };
      return write({ kind: 'vote-cast', vote }, by).write({ kind: 'decision-made', vote, votes: [by] }, by);
    },
  };
}

const ways = ['direct-message', 'mention', 'page'];

function attemptOn(
  before: Tale,
  attempt: number,
  outcome: 'delivered' | 'failed' | 'failed-counts' | 'under-way',
): Tale {
  const waitMs = [120_000, 180_000, 60_000][attempt] ?? 60_000;
  const by = ways[attempt] ?? 'page';
  const made = before.write({ kind: 'contact-attempted', attempt, by, to: [lead], waitMs });
  if (outcome === 'under-way') return made;
  if (outcome === 'delivered') return made.write({ kind: 'contact-delivered', attempt });
  const counts = outcome === 'failed-counts';
  return made.write({ kind: 'contact-failed', attempt, why: 'Slack says user_disabled', counts });
}
