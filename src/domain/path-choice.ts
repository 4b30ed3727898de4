import { z } from 'zod';
import { Instant, Oid } from './ids.ts';

/**
 * What a person chose besides the path itself. It stands in the journal and in the plan, so it is under the digest that
 * people vote on.
 */
export const PathChoice = z.discriminatedUnion('path', [
  z.object({ path: z.literal('restore') }),
  z.object({
    path: z.literal('undo-restore'),
    /** The database that the promotion replaced, and that becomes production again. */
    kept: z.object({ database: z.string(), oid: Oid }),
    /** When the restore was done: what was written since is what going back gives up. */
    promotedAt: Instant,
    /** What ran before the restore deployed its commits; what nobody could tell then is not deployed now. */
    deploys: z.array(z.object({ target: z.string(), commit: z.string() })),
  }),
]);
export type PathChoice = z.infer<typeof PathChoice>;
/** The paths that can be taken here; a choice of one of them says everything else it needs. */
export type OpenPath = PathChoice['path'];

export const openPaths = ['restore', 'undo-restore'] as const satisfies readonly OpenPath[];

/** As people read them: the title of an option, and what it does and costs, for somebody who is tired. */
export const pathWords: Readonly<Record<OpenPath, { readonly title: string; readonly does: string }>> = {
  restore: {
    title: 'Restore the backup',
    does: 'A verified copy of the backup becomes the production database. Rows written since the backup are exported and leave production.',
  },
  'undo-restore': {
    title: 'Take the restore back',
    does: 'The database that the restore replaced becomes production again, by the same swap backwards. What was written since is exported, and the restored database is kept.',
  },
};

/** A path as it stands for one incident: what would be chosen, or why it cannot be. */
export type PathOffer =
  | { readonly path: OpenPath; readonly choice: PathChoice }
  | { readonly path: OpenPath; readonly whyNot: string };

export type ChoiceOf<Path extends PathChoice['path']> = Extract<PathChoice, { path: Path }>;
