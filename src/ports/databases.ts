import type { DatabaseIdentity, Evidence, SwapIntent, ValidatedCopy } from '../domain/database.ts';
import type { Finding } from '../domain/finding.ts';
import type { LossReport } from '../domain/loss.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort, RunTag } from './run-tag.ts';

export interface EvidenceCamera {
  capture(effort: Effort): Promise<Evidence>;
  /** Production as it is now: name from the configuration, oid from the catalogue. */
  production(): Promise<DatabaseIdentity>;
}

/** Who measures a restore hears which part of it begins, and what the inspection before it found. */
export interface RestoreWatch {
  began(part: 'inspect' | 'fetch' | 'decrypt' | 'restore'): void;
  inspected(findings: readonly Finding[]): void;
}

/** A copy may be promoted; a rehearsal is changed by scripts and dropped. */
export type ScratchUse = 'copy' | 'rehearsal';

/** Scratch databases: the only targets that a restore ever has (I4). */
export interface Copies {
  /** The name carries run and fence, so that two restores can never write into one. */
  scratchName(tag: RunTag, use?: ScratchUse): string;
  /** Refuses unless `backup` passed inspection just now, then restores it into a new database of that name. */
  restore(backup: StoredBackup, name: string, effort: Effort, watch?: RestoreWatch): Promise<DatabaseIdentity>;
  /** A new database of that name with nothing in it, in the encoding and locale of the backup's. */
  empty(like: StoredBackup, name: string, effort: Effort): Promise<DatabaseIdentity>;
  find(name: string): Promise<DatabaseIdentity | null>;
  /** Content and schema against the manifest, and nothing else: what a copy that was put aside is looked over with. */
  compare(copy: DatabaseIdentity, backup: StoredBackup, effort: Effort): Promise<readonly Finding[]>;
  /** Tables, row counts, content against the manifest, sample and orphan queries (G6, B7). */
  validate(copy: DatabaseIdentity, backup: StoredBackup, effort: Effort): Promise<readonly Finding[]>;
  /** Settings, rights, owner, limits, comment, sequences, statistics: all that a dump leaves behind. Safe to call again. */
  bringToParity(copy: ValidatedCopy, effort: Effort): Promise<readonly Finding[]>;
  /** Only ever a scratch database: refuses any other name. */
  drop(copy: DatabaseIdentity): Promise<void>;
  /** Scratch databases of this run and this store, whatever their fence. */
  ofRun(run: string): Promise<readonly DatabaseIdentity[]>;
}

export interface LossCounter {
  /** Compares production with the copy, both as they are now. */
  count(copy: ValidatedCopy, backup: StoredBackup, effort: Effort): Promise<LossReport>;
  /** Writes the rows that will be lost beside the backup; returns where. */
  exportRows(
    copy: ValidatedCopy,
    backup: StoredBackup,
    report: LossReport,
    effort: Effort,
  ): Promise<{ readonly where: string; readonly rows: number }>;
}

/** Stopping writes to production, proved (G3). A freeze lives as long as this process and is taken again after a crash. */
export interface WriteFreeze {
  freeze(grant: Grant, effort: Effort): Promise<readonly Finding[]>;
  /** True only where this process holds it now and production still feels it. */
  isHeld(tag: RunTag): Promise<boolean>;
  resume(effort: Effort): Promise<readonly Finding[]>;
}

export type SwapStanding = 'not-begun' | 'gate-closed' | 'swapped' | 'cannot-tell';

/** Making a validated copy the production database: two renames in one transaction behind a closed gate. */
export interface Swap {
  /** Names everything that would break or block it. */
  preflight(intent: SwapIntent): Promise<readonly Finding[]>;
  /** What the catalogue says, by oid. */
  standing(intent: SwapIntent): Promise<SwapStanding>;
  promote(
    intent: SwapIntent,
    copy: ValidatedCopy,
    grant: Grant,
    effort: Effort,
  ): Promise<{ readonly gateClosedMs: number; readonly sessionsEnded: number }>;
  /**
   * Opens the gate again after a swap that did not happen. Safe to call at any time, by the run's newest conductor alone.
   *
   * @throws RecourseError `fenced-off`
   */
  reopen(intent: SwapIntent, effort: Effort): Promise<void>;
  /** The same swap backwards. */
  undo(intent: SwapIntent, grant: Grant, effort: Effort): Promise<void>;
}

export type KeptDatabase = ChoiceOf<'undo-restore'>['kept'];

/** The gate of a database that a promotion replaced: it is kept closed. Nothing here drops or renames one. */
export interface KeptGate {
  /** By oid and name together; where it is not there, what that oid is called now. */
  look(
    kept: KeptDatabase,
    tag: RunTag,
  ): Promise<
    | { readonly found: DatabaseIdentity; readonly isOpen: boolean }
    | { readonly found: null; readonly nowCalled: string | null }
  >;
  /** Lets sessions in; its default stays read-only. Safe to call again. @throws RecourseError `fenced-off` */
  open(kept: KeptDatabase, tag: RunTag): Promise<void>;
  /** Lets nobody in, unless it is called otherwise by now: then it is no kept database any more. Safe to call again. */
  close(kept: KeptDatabase): Promise<void>;
}

/** Keeps a dead or paused conductor from acting at the target. */
export interface Fencing {
  /** Raises the fence there, ends sessions and local children that carry an older one, and waits until none is left. */
  raise(
    tag: RunTag,
    running?: readonly string[],
  ): Promise<{ readonly sessionsEnded: number; readonly processesEnded: number }>;
  /** Other sessions of the run, of any fence, in whose transaction or statement that database still is. */
  stillActive(tag: RunTag, database: string): Promise<number>;
}
