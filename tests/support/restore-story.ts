import { digestOf } from '../../src/domain/canonical.ts';
import type { Draft, EntryBody } from '../../src/domain/entry.ts';
import {
  BackupId,
  ChannelId,
  Digest,
  IncidentId,
  Instant,
  PersonId,
  ServiceName,
  toInstant,
} from '../../src/domain/ids.ts';
import { theBot } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Told } from '../../src/engine/fold.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';

const { execution: restoreExecution, preparation: restorePreparation } = recoveryPaths.restore;

/** Where the fake clock of pure tests begins. */
export const storyBegins = new Date('2026-06-03T14:00:00.000Z');
export const storyIncident = IncidentId.parse('INC-7');
export const sam = PersonId.parse('U0SAM');
export const dana = PersonId.parse('U0DANA');

export const storyPlan: Plan = {
  path: 'restore',
  service: ServiceName.parse('promptrefine'),
  environment: 'production',
  target: { database: 'promptrefine', oid: 16_401, systemIdentifier: '7300000000000000001' },
  steps: [...restoreExecution],
  backup: {
    id: BackupId.parse('20260603T020000Z-nightly-4f1c'),
    snapshotAt: Instant.parse('2026-06-03T02:00:00.000Z'),
    sha256: Digest.parse('a'.repeat(64)),
    migrationHead: '0006_run_statistics',
    appCommit: '8d41f7c',
  },
  copy: { database: 'promptrefine_scratch_inc7_f1', oid: 16_900 },
  deploys: [{ target: 'promptrefine-api', commit: '8d41f7c' }],
  statedLoss: null,
  lossMayGrowByRows: 10_000,
};

const vote = {
  choice: 'approve' as const,
  by: dana,
  basis: { role: 'team-lead' as const, rule: 'lead' as const, say: 'Dana Kim is the team lead.', evidence: [] },
  revision: 1,
  digest: digestOf(storyPlan),
};

const byBot = (body: EntryBody): Draft => ({ by: theBot, body });
const byPerson = (id: PersonId, body: EntryBody): Draft => ({ by: { kind: 'person', id }, body });

function ran(step: string): Draft[] {
  return [
    byBot({ kind: 'step-began', step, attempt: 1, fence: 1, intent: {} }),
    byBot({ kind: 'step-done', step, outcome: {}, findings: [], found: false }),
  ];
}

/** A restore that went well, as its journal tells it. */
export const restoreStory: readonly Draft[] = [
  byPerson(sam, {
    kind: 'incident-declared',
    declaration: {
      service: storyPlan.service,
      environment: 'production',
      channel: ChannelId.parse('C0OPS'),
      declaredBy: sam,
      identifiedAt: toInstant(storyBegins),
      identifiedSource: 'declared-now',
      triggers: [{ code: 'migration-failed' }],
      seen: 'GET /api/prompts answers 500',
      migration: '0007_tidy_prompt_history',
    },
  }),
  ...restorePreparation.flatMap(ran),
  byBot({
    kind: 'plan-proposed',
    proposed: { revision: 1, digest: vote.digest, plan: storyPlan, expectedMs: 12_000 },
    changes: [],
  }),
  byPerson(sam, { kind: 'note-added', text: 'customers are asking' }),
  byPerson(dana, { kind: 'vote-cast', vote }),
  byPerson(dana, { kind: 'decision-made', vote, votes: [dana] }),
  ...restoreExecution.flatMap(ran),
  byBot({ kind: 'incident-recovered', summary: 'all steps done' }),
  byPerson(sam, { kind: 'incident-closed', rootCause: 'a wrong condition', pathUsed: 'restore' }),
];

/** Gives drafts their numbers and instants, one second apart. */
export function told(drafts: readonly Draft[], from = 1): Told[] {
  return drafts.map((draft, index) => {
    const at = toInstant(new Date(storyBegins.getTime() + (from + index) * 1_000));
    return {
      n: from + index,
      body: draft.body,
      by: draft.by,
      occurredAt: at,
      recordedAt: at,
      digest: digestOf({ n: from + index }),
    };
  });
}
