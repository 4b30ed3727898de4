import { z } from 'zod';
import { CopyBackChoice } from './copy-back.ts';
import { Instant, Oid } from './ids.ts';
import { SwitchPosition } from './switches.ts';

/** What the last promotion of an incident left: it can be gone back to, and rows can be copied from it. */
export const Replacement = z.object({
  /** The database that the promotion replaced. */
  kept: z.object({ database: z.string(), oid: Oid }),
  /** When the restore was done: what was written since is what going back gives up. */
  promotedAt: Instant,
  /** What ran before the restore deployed its commits; what nobody could tell then is not deployed now. */
  deploys: z.array(z.object({ target: z.string(), commit: z.string() })),
});
export type Replacement = z.infer<typeof Replacement>;

/** Which switch, by its name in recourse.yaml, and which way it is turned. */
const switching = { switch: z.string(), turn: SwitchPosition };

/**
 * What a person chose besides the path itself. It stands in the journal and in the plan, so it is under the digest that
 * people vote on.
 */
export const PathChoice = z.discriminatedUnion('path', [
  z.object({ path: z.literal('restore') }),
  z.object({
    path: z.literal('undo-restore'),
    /** It becomes production again. */
    ...Replacement.shape,
  }),
  z.object({
    path: z.literal('copy-back'),
    /** Which rows are wanted, and from which side. */
    rows: CopyBackChoice,
    /** What the last restore of this incident replaced; rows written after the backup are there. */
    replaced: Replacement.nullable(),
  }),
  z.object({
    path: z.literal('app-rollback'),
    /** The commit that a person named; null where the last known good one is to be found. */
    commit: z.string().nullable(),
  }),
  z.object({ path: z.literal('data-fix') }),
  z.object({ path: z.literal('feature-flag'), ...switching }),
  z.object({ path: z.literal('provider-outage'), ...switching }),
  z.object({
    path: z.literal('down-scripts'),
    /** The oldest migration that is taken back; null for the one that was declared, or else the newest. */
    from: z.string().nullable(),
    /** The commit that a person named; null where the one that fits is to be found. */
    commit: z.string().nullable(),
    /** Guard → the option that a person chose for the rows that stand in a script's way (S4). */
    options: z.record(z.string(), z.string()),
  }),
  z.object({
    path: z.literal('forward-fix'),
    /** The commit that holds the corrective migration and is deployed with it; null where no code changes. */
    commit: z.string().nullable(),
  }),
]);
export type PathChoice = z.infer<typeof PathChoice>;
/** The paths that can be taken here; a choice of one of them says everything else it needs. */
export type OpenPath = PathChoice['path'];

export const openPaths = [
  'restore',
  'copy-back',
  'data-fix',
  'forward-fix',
  'app-rollback',
  'down-scripts',
  'undo-restore',
  'feature-flag',
  'provider-outage',
] as const satisfies readonly OpenPath[];

/** As people read them: the title of an option, and what it does and costs, for somebody who is tired. */
export const pathWords: Readonly<Record<OpenPath, { readonly title: string; readonly does: string }>> = {
  restore: {
    title: 'Restore the backup',
    does: 'A verified copy of the backup becomes the production database. Rows written since the backup are exported and leave production.',
  },
  'copy-back': {
    title: 'Copy rows back',
    does: 'Rows that production lacks come back from a verified copy of the backup or, after a restore, from the database that it replaced. All other rows stay as they are, and no trigger of the service fires.',
  },
  'data-fix': {
    title: 'Repair the data',
    does: 'The scripts that the team wrote for it create or complete what is missing, in one transaction. Possible only where few rows are damaged; nothing that was written is lost, and the schema stays as it is.',
  },
  'forward-fix': {
    title: 'Fix forward',
    does: 'A new migration corrects the schema or the data. It is tried on an empty database and on a copy of production first, and nothing that was written is lost. What a migration destroyed does not come back.',
  },
  'app-rollback': {
    title: 'Roll the code back',
    does: 'An earlier commit is deployed and the database stays as it is. Possible only where that commit can run on the schema as it is now and the data is sound.',
  },
  'down-scripts': {
    title: 'Run the down scripts',
    does: 'The scripts that take migrations back run in reverse order, each with its ledger row in one transaction, after a rehearsal on a fresh copy of production. What they drop is gone but for the safety backup.',
  },
  'undo-restore': {
    title: 'Take the restore back',
    does: 'The database that the restore replaced becomes production again, by the same swap backwards. What was written since is exported, and the restored database is kept.',
  },
  'feature-flag': {
    title: 'Switch a feature off',
    does: 'A feature is switched off, and the rest of the service goes on. How it stood before is remembered, and chosen once more this way switches it on again.',
  },
  'provider-outage': {
    title: 'Wait for a provider',
    does: 'The use of a third party that fails is switched off. Recourse looks again and again whether it is well, then proposes to switch it on and to retry what failed meanwhile.',
  },
};

/** A path as it stands for one incident: what would be chosen (null: a person has to say more first), or why it cannot be. */
export type PathOffer =
  | {
      readonly path: OpenPath;
      readonly choice: PathChoice | null;
      /** What a person is asked besides. */
      readonly asks?: readonly GuardQuestion[];
      /** Which switches there are to choose from, where it is about one. */
      readonly switches?: readonly SwitchOffer[];
      /** Why choosing it may lead nowhere: what went wrong when it was tried last. */
      readonly warning?: string | null;
    }
  | { readonly path: OpenPath; readonly whyNot: string };

/** What becomes of rows that stand in a down script's way (S4). */
export interface GuardQuestion {
  readonly name: string;
  readonly title: string;
  /** What the last count in this incident said; null where nothing was counted yet. */
  readonly counted: string | null;
  readonly options: readonly { readonly name: string; readonly title: string }[];
}

/** A switch as it would be turned here. */
export interface SwitchOffer {
  readonly name: string;
  readonly title: string;
  readonly turn: SwitchPosition;
}

export type ChoiceOf<Path extends PathChoice['path']> = Extract<PathChoice, { path: Path }>;
