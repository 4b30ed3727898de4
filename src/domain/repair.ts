import { z } from 'zod';
import { BackupId, Digest } from './ids.ts';
import { RehearsedRun } from './rehearsal.ts';

/** A script of the service's own, and what it came to on a copy: the number that its query counted before and after. */
export const RehearsedRepair = z
  .object({
    /** The orphan query that it is for. */
    query: z.string(),
    /** Absolute path of the script; its text is what `digest` says. */
    script: z.string(),
    digest: Digest,
    before: z.number().nonnegative(),
    after: z.number().nonnegative(),
  })
  .readonly();
export type RehearsedRepair = z.infer<typeof RehearsedRepair>;

/** All repairs in one transaction on a copy of production as it was when the safety backup was taken. */
export const RepairRehearsal = z.object({
  /** Names the change in this incident, so that it is made once. */
  id: z.string(),
  backup: BackupId,
  repairs: z.array(RehearsedRepair).min(1),
  /** Queries that count something and have no repair: it stays. */
  unrepaired: z.array(z.object({ query: z.string(), number: z.number() })),
  run: RehearsedRun,
});
export type RepairRehearsal = z.infer<typeof RepairRehearsal>;

/** Rows that a repair wrote or took away, as the rehearsal measured them. */
export function rowsRepaired({ run }: RepairRehearsal): {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
} {
  const sum = (of: (table: RepairRehearsal['run']['tables'][number]) => number) =>
    run.tables.reduce((total, table) => total + of(table), 0);
  return {
    added: sum(({ rowsBefore, rowsAfter, deleted }) => Math.max(0, (rowsAfter ?? 0) - (rowsBefore ?? 0) + deleted)),
    updated: sum(({ updated }) => updated),
    deleted: sum(({ deleted }) => deleted),
  };
}

/** Scripts put behind one another, to run in one transaction. */
export interface JoinedScripts {
  readonly text: string;
  /** Which script a line of the whole belongs to, and which of its own lines it is. */
  place(line: number): { readonly script: string; readonly line: number };
}

export function joinScripts(scripts: readonly { readonly script: string; readonly text: string }[]): JoinedScripts {
  const parts = scripts.map(({ script, text }) => ({
    script,
    lines: text.replace(/\n?$/, '\n').split('\n').slice(0, -1),
  }));
  return {
    text: parts.map(({ lines }) => `${lines.join('\n')}\n`).join(''),
    place(line) {
      let before = 0;
      for (const { script, lines } of parts) {
        if (line <= before + lines.length) return { script, line: line - before };
        before += lines.length;
      }
      return { script: parts.at(-1)?.script ?? '', line };
    },
  };
}
