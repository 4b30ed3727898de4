import { perService } from '../../blocks/forms/declare-form.ts';
import { withClient } from '../../demo/cluster/with-client.ts';
import type { RunningService } from '../../demo/host/example-service.ts';
import { releaseA } from '../../demo/promptrefine/releases/a.ts';
import { releaseB } from '../../demo/promptrefine/releases/b.ts';
import { releaseC } from '../../demo/promptrefine/releases/c.ts';
import type { Promptrefine } from '../../demo/promptrefine/start.ts';
import type { OpenPath } from '../../src/domain/path-choice.ts';
import type { CrashWorld } from './crash-world.ts';
import type { Fingerprint } from './fingerprint.ts';
import { deployCode } from './roads/deploy-code.ts';
import { bringDataBack, foretellCorrection, releaseWithCorrection } from './roads/forward-fix.ts';
import { countScriptRuns, releaseHeadings } from './roads/heading-scripts.ts';
import { pairedRollback } from './roads/paired-rollback.ts';
import { failRuns, featureWasTurned, forgetTurns, testRunsAreOn } from './roads/switches.ts';
import type { CrashStage } from './stages/stage.ts';

/** One way back as people take it: what is broken before it, what they choose, and what has to hold afterwards. */
export interface Road<Service extends RunningService = Promptrefine> {
  readonly path: OpenPath;
  /** Where it leads; PromptRefine where none is named. */
  readonly stage?: CrashStage<Service>;
  harm(at: CrashWorld<Service>): Promise<unknown>;
  /** The data that it has to end with, asked for when the harm is done; only where `leaves.data` says so. */
  foretell?(at: CrashWorld<Service>): Promise<Fingerprint>;
  /** More that has to hold afterwards, in words where it does not. */
  lookAfter?(at: CrashWorld<Service>): Promise<readonly string[]>;
  /** Makes the next incident of the same world begin as the first one did. */
  tidyUp?(at: CrashWorld<Service>): Promise<unknown>;
  /** What the on-call engineer says beside what was seen. */
  readonly declared: Readonly<Record<string, string | readonly string[]>>;
  /** Prepared, decided and carried out one after the other; the bot is hit in the last. */
  readonly legs: readonly Leg[];
  /** Policy itself takes this path while the first leg is prepared, so nobody chooses it. */
  readonly turned?: true;
  /** What the form asks at the end, beside the cause. */
  readonly closing?: Readonly<Record<string, string>>;
  readonly leaves: Leaves;
}

/** Whatever it leads to. */
export type AnyRoad = Road<RunningService>;

/**
 * What people choose; null: what every incident begins with; `follows`: what the bot proposes by itself after the leg before
 * it, which is disturbed with it.
 */
type Leg = Readonly<Record<string, string>> | 'follows' | null;

export interface Leaves {
  /** Which database bears production's name: the plan's copy, or the one that bore it before the incident. */
  readonly production: 'the copy' | 'the same';
  /** Whose rows it has: the backup's, those that were there before the incident was declared, or those that the road foretells. */
  readonly data: 'of the backup' | 'as it was' | 'as foretold';
  /** What the service runs; the good commit where none is named. */
  readonly commit?: string;
  /** The database beside it that is kept for people. */
  readonly kept: 'what was replaced' | 'what was restored' | 'nothing';
  /** How often a deploy command is begun; once more each, where nobody heard its end. What was deployed is asked of the service. */
  readonly deploys: number;
}

const nothingMigrated = { [perService('migration', 'promptrefine')]: '' };

/** What happens where nobody chooses another way. */
export const restoreRoad: Road = {
  path: 'restore',
  harm: ({ world }) => world.service.runBadMigration(),
  declared: {},
  legs: [null],
  leaves: { production: 'the copy', data: 'of the backup', kept: 'what was replaced', deploys: 1 },
};

const promptrefineRoads = {
  restore: restoreRoad,
  'app-rollback': {
    path: 'app-rollback',
    harm: (at) => deployCode(at.world, releaseB.commit),
    declared: { 'speaks-for': ['critical-function-broken'], ...nothingMigrated },
    legs: [{ path: 'app-rollback', commit: '', why: 'Only the new code is wrong.' }],
    leaves: { production: 'the same', data: 'as it was', kept: 'nothing', deploys: 1 },
  },
  'copy-back': {
    path: 'copy-back',
    harm: (at) => inProduction(at, 'DELETE FROM prompts WHERE id BETWEEN 3 AND 7'),
    declared: { 'speaks-for': ['data-deleted'], ...nothingMigrated },
    legs: [{ path: 'copy-back', rows: 'prompts, prompt_versions, test_runs', why: 'A few rows are missing.' }],
    leaves: { production: 'the same', data: 'of the backup', kept: 'nothing', deploys: 0 },
  },
  'data-fix': {
    path: 'data-fix',
    harm: orphanRuns,
    declared: { 'speaks-for': ['critical-function-broken'], ...nothingMigrated },
    legs: [{ path: 'data-fix', why: 'Three runs without a prompt: their repair is known.' }],
    leaves: { production: 'the same', data: 'of the backup', kept: 'nothing', deploys: 0 },
  },
  'undo-restore': {
    path: 'undo-restore',
    harm: (at) => inProduction(at, "UPDATE users SET name = name || '!' WHERE id = 1"),
    declared: { 'speaks-for': ['data-deleted'], ...nothingMigrated },
    legs: [null, { path: 'undo-restore', why: 'The data was never broken; only the report was.' }],
    leaves: { production: 'the same', data: 'as it was', kept: 'what was restored', deploys: 0 },
  },
  'down-scripts': {
    path: 'down-scripts',
    harm: releaseHeadings,
    declared: { 'speaks-for': ['critical-function-broken'], ...nothingMigrated },
    legs: [
      {
        path: 'down-scripts',
        from: '0007',
        commit: releaseA.commit,
        'guard-without-heading': 'delete',
        why: 'We have scripts for it, and the two prompts can go.',
      },
    ],
    lookAfter: countScriptRuns,
    leaves: { production: 'the same', data: 'of the backup', kept: 'nothing', deploys: 1 },
  },
  'forward-fix': {
    path: 'forward-fix',
    harm: releaseWithCorrection,
    foretell: foretellCorrection,
    declared: {},
    legs: [{ path: 'forward-fix', commit: releaseC.commit, why: 'The API only lacks a column.' }],
    leaves: { production: 'the same', data: 'as foretold', kept: 'nothing', deploys: 1, commit: releaseC.commit },
    tidyUp: bringDataBack,
  },
  'feature-flag': {
    path: 'feature-flag',
    harm: async () => undefined,
    declared: { 'speaks-for': ['critical-function-broken'], ...nothingMigrated },
    legs: [{ path: 'feature-flag', why: 'Only the search is wrong.' }],
    closing: { switches: 'switch-on' },
    lookAfter: featureWasTurned,
    tidyUp: forgetTurns,
    leaves: { production: 'the same', data: 'as it was', kept: 'nothing', deploys: 0 },
  },
  'provider-outage': {
    path: 'provider-outage',
    harm: failRuns,
    declared: { 'speaks-for': ['error-rate'], ...nothingMigrated },
    legs: [{ path: 'provider-outage', why: 'Nothing of ours is broken.' }, 'follows'],
    lookAfter: testRunsAreOn,
    leaves: { production: 'the same', data: 'of the backup', kept: 'nothing', deploys: 0 },
  },
} as const satisfies Readonly<Partial<Record<OpenPath, Road>>>;

/** By the name that `--path` knows them by. */
export const roads: Readonly<Record<string, AnyRoad>> = {
  ...promptrefineRoads,
  'paired-rollback': pairedRollback,
};

/** How often these stand in the journal of an incident that goes down the road. What is chosen is a plan of its own. */
export function countsOf({ legs, turned }: AnyRoad): Readonly<Record<string, number>> {
  const chosen = legs.filter((leg) => leg !== null).length;
  const decided = legs.length;
  const carriedOut = { 'decision-made': decided, 'incident-recovered': decided };
  return {
    'path-chosen': turned === true ? 1 : chosen,
    'plan-proposed': 1 + chosen,
    ...carriedOut,
    'incident-closed': 1,
  };
}

function inProduction(at: CrashWorld, sql: string): Promise<unknown> {
  return withClient(at.world.service.ownerUrl, (client) => client.query(sql));
}

/** Test runs of a prompt that never was: a bulk load put its foreign key back without validating it. */
async function orphanRuns(at: CrashWorld): Promise<void> {
  const key = 'test_runs_prompt_id_prompts_id_fk';
  await inProduction(
    at,
    `ALTER TABLE test_runs DROP CONSTRAINT ${key};
     INSERT INTO test_runs OVERRIDING SYSTEM VALUE
     SELECT (jsonb_populate_record(t, jsonb_build_object('id', 900000 + id, 'prompt_id', 999999))).* FROM test_runs t LIMIT 3;
     ALTER TABLE test_runs ADD CONSTRAINT ${key} FOREIGN KEY (prompt_id) REFERENCES prompts (id) ON DELETE CASCADE NOT VALID`,
  );
}
