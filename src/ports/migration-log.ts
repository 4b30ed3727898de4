import type { MigrationEntryBody } from '../domain/migration-record.ts';
import type { LogLease, WorkLog } from './work-log.ts';

/** The right to measure one service's migration, for a while. */
export type MigrationLease = LogLease;

/** Where migrations are written down. */
export type MigrationLog = WorkLog<MigrationEntryBody>;
