import { titleFromName } from '../../../blocks/words/steps.ts';
import type { CardFacts } from '../../../src/domain/card.ts';
import { BackupId, Digest, Instant } from '../../../src/domain/ids.ts';
import type { LossReport, TableLoss } from '../../../src/domain/loss.ts';
import type { BackupManifest, StoredBackup } from '../../../src/domain/manifest.ts';
import type { ResolvedRoster } from '../../../src/domain/person.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { recoveryPaths } from '../../../src/plan/paths.ts';
import { cardFacts } from '../../../src/policy/card-facts.ts';
import { cto, fullTeam, lead, onCall, owner, policy, requester, type Tale } from '../../support/incident-builder.ts';
import { storyPlan } from '../../support/restore-story.ts';

const { execution: restoreExecution, preparation: restorePreparation } = recoveryPaths.restore;

/** Names as Slack gives them for the people of the tests. */
export const names = new Map([
  [lead, 'Dana Kim'],
  [cto, 'Alex Osei'],
  [onCall, 'Robin Berg'],
  [owner, 'Noor Haddad'],
  [requester, 'Sam Rivera'],
]);

export const reader = { names, timeZone: 'UTC' } as const;

const waitsForGrant = new Set<string>(restoreExecution);

/** The facts of a card as policy judges them from a tale, with what a test cares about on top. */
export function factsOf(
  tale: Tale,
  more: Partial<CardFacts> = {},
  service: ServicePolicy = policy(),
  resolved: ResolvedRoster = fullTeam,
): CardFacts {
  const steps = [...restorePreparation, ...restoreExecution].map((name) => ({
    name,
    title: titleFromName(name),
    needsGrant: waitsForGrant.has(name),
  }));
  const { incident, now } = tale;
  return { ...cardFacts({ incident, service, resolved, steps, backup: aBackup(), now }), ...more };
}

export function tableLoss(table: string, counts: Partial<TableLoss> = {}): TableLoss {
  return { table, inserted: 0, updated: 0, deleted: 0, examples: [], ...counts };
}

export function lossOf(tables: readonly TableLoss[], more: Partial<LossReport> = {}): LossReport {
  return {
    countedAt: Instant.parse('2026-06-03T14:03:00.000Z'),
    since: Instant.parse('2026-06-03T02:00:00.000Z'),
    method: 'row-hash',
    tables: [...tables],
    unmeasured: [],
    ...more,
  };
}

/** The loss of the story: nearly everything comes back, a little is lost. */
export const storyLoss = lossOf([
  tableLoss('public.prompt_versions', { deleted: 198_212, inserted: 14 }),
  tableLoss('public.test_runs', { deleted: 1_788, inserted: 203, updated: 9 }),
  tableLoss('public.users', { updated: 3 }),
]);

export function aBackup(more: { readonly proof?: StoredBackup['proof'] } = {}): StoredBackup {
  const manifest: BackupManifest = {
    version: 1,
    id: BackupId.parse('20260603T020000Z-nightly-4f1c'),
    service: storyPlan.service,
    kind: 'nightly',
    takenBy: 'schedule',
    startedAt: Instant.parse('2026-06-03T02:00:00.000Z'),
    snapshotAt: Instant.parse('2026-06-03T02:00:00.000Z'),
    finishedAt: Instant.parse('2026-06-03T02:00:41.000Z'),
    snapshot: '1:1:',
    lsn: '0/1',
    systemIdentifier: '7300000000000000001',
    database: { name: 'promptrefine', oid: 16_401, owner: 'app', encoding: 'UTF8', collate: 'C.UTF-8' },
    serverVersion: '15.18',
    clientVersion: '15.18',
    tables: [{ table: 'public.users', rows: 42_000, content: '1', columns: '1', bytes: 1 }],
    sequences: [],
    largeObjects: 0,
    extensions: [],
    roles: [],
    schemaHash: '1',
    aclHash: '1',
    settings: [],
    migrationHead: '0006_run_statistics',
    appCommit: '8d41f7c',
    artifact: {
      files: [],
      bytes: 48_213_004,
      sha256: Digest.parse('a'.repeat(64)),
      format: 'directory',
      encryption: 'none',
      recipients: [],
      keepsOwnersAndRights: true,
    },
  };
  return { manifest, proof: more.proof ?? null };
}
