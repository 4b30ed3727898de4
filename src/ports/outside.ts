import type { Finding } from '../domain/finding.ts';
import type { CommandLine } from '../domain/policy-file/measures.ts';
import type { Effort } from './run-tag.ts';

/** Runs a configured program with an argument array, never through a shell (I7). */
export interface Commands {
  /**
   * `fill` replaces `{name}` in arguments; `environment` is given beside what the command names, and may hold secrets.
   * Output is cut to its last 4,000 characters and secrets are struck out.
   */
  run(
    command: CommandLine,
    fill: Readonly<Record<string, string>>,
    effort: Effort,
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ readonly exitCode: number; readonly output: string; readonly durationMs: number }>;
}

/** Commands whose answer is read by us and not by people. */
export interface Programs extends Commands {
  /**
   * As `run`, and gives the program's standard output by itself and whole, for programs that answer in JSON. More than
   * 8 million characters are cut off at the end.
   */
  read(
    command: CommandLine,
    effort: Effort,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly output: string }>;
}

/** Asks the service from outside whether it works (G9, B7). */
export interface SmokeChecks {
  run(given: { readonly readOnly: boolean }, effort: Effort): Promise<readonly Finding[]>;
}

/** The service's application, as a drill starts it on a scratch database (B7). */
export interface DrillApplication {
  /**
   * Runs it with the scratch database's URL in its environment (never in its arguments, I8) until the effort is called
   * off; then it and all its descendants have ended, and the signal's reason is thrown. Answers where it ended by itself.
   */
  run(database: string, effort: Effort): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Whether it works; patient with one that is still starting. */
  readonly health: SmokeChecks;
  /** Null where the policy names none. */
  readonly checks: SmokeChecks | null;
}

/** The commit in the service's repository, and the newest migration file, to fill in the declare form. */
export interface SourceTree {
  currentCommit(): Promise<string | null>;
  newestMigration(): Promise<string | null>;
  /** Files of the migrations' folder that are not as that commit has them; null where that cannot be asked. */
  changedMigrations(commit: string): Promise<readonly string[] | null>;
  /** Files under these paths of the repository that differ between two commits; null where that cannot be asked. */
  changedBetween(from: string, to: string, paths: readonly string[]): Promise<readonly string[] | null>;
  /** Files of the migrations' folder, relative to it, as that commit has them; null where that cannot be asked. */
  migrationsAt(commit: string): Promise<readonly string[] | null>;
  /**
   * The commits up to the one that is checked out that hold this file of the migrations' folder, newest first and the one
   * that brought it last; at most a hundred. Null where that cannot be asked.
   */
  commitsWith(file: string): Promise<readonly { readonly commit: string; readonly subject: string }[] | null>;
  /** A file of SQL that the policy names by its absolute path. @throws RecourseError `bad-configuration` */
  readScript(file: string): Promise<string>;
}
