import type { Instant } from '../domain/ids.ts';

/** Rows that a recovery took away, written out beside the backups. */
export interface ExportedRows {
  readonly backup: string;
  readonly run: string;
  readonly at: Instant;
  readonly where: string;
}

export interface RowsKeeping {
  readonly now: Date;
  /** B3: as long as weekly backups, 8 weeks by default, counted from the day on which the incident was closed. */
  readonly keepMs: number;
  /** An incident of the service is open: whoever works on it may want any of them. */
  readonly incidentOpen: boolean;
  /** When the incident of a run was closed; a run that the journal does not know counts from its export. */
  readonly closedAt: ReadonlyMap<string, Instant>;
  /** Backups that somebody wants to stay. */
  readonly pinned: ReadonlySet<string>;
}

export interface RowsRetired<Rows> {
  readonly rows: Rows;
  readonly why: string;
}

/** Which exported rows may go, and which are old enough and stay. */
export function judgeExportedRows<Rows extends ExportedRows>(
  exported: readonly Rows[],
  keeping: RowsKeeping,
): { readonly retired: readonly RowsRetired<Rows>[]; readonly spared: readonly RowsRetired<Rows>[] } {
  const old = exported.flatMap((rows) => {
    const since = keeping.closedAt.get(rows.run) ?? rows.at;
    const ageMs = keeping.now.getTime() - Date.parse(since);
    if (ageMs <= keeping.keepMs) return [];
    return [{ rows, why: `closed ${days(ageMs)} ago, exported rows are kept for ${days(keeping.keepMs)}` }];
  });
  return {
    retired: old.filter(({ rows }) => whyKept(rows, keeping) === null),
    spared: old.flatMap(({ rows }) => {
      const why = whyKept(rows, keeping);
      return why === null ? [] : [{ rows, why }];
    }),
  };
}

function whyKept({ backup }: ExportedRows, { incidentOpen, pinned }: RowsKeeping): string | null {
  if (incidentOpen) return 'an incident is open';
  return pinned.has(backup) ? 'its backup is pinned' : null;
}

function days(ms: number): string {
  return `${Math.floor(ms / 86_400_000)} days`;
}
