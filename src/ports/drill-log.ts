import type { DrillEntryBody } from '../domain/drill.ts';
import type { LogLease, WorkLog } from './work-log.ts';

/** The right to hold one service's drills, for a while. */
export type DrillLease = LogLease;

/** Where drills are written down. */
export type DrillLog = WorkLog<DrillEntryBody>;
