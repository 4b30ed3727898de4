import { z } from 'zod';
import { DownScriptPolicy } from './down-scripts.ts';
import { CommandLine, Duration, HttpUrl, SecretName, Size, TableName } from './measures.ts';
import { MigrationWatchPolicy } from './migration-watch.ts';

const namedQuery = z.strictObject({ name: z.string().min(1), sql: z.string().min(1) });

/** The production database of a service, and what a good copy of it looks like (G6, B7, P3). */
export const DatabasePolicy = z.strictObject({
  /** Environment variable with the URL of production, as the role that owns it (non-superuser with CREATEDB is enough). */
  url_env: SecretName,
  required_tables: z.array(TableName).min(1),
  /** How far a copy's row counts may lie from production's, per table, before the difference is worth a warning. */
  row_count_tolerance_percent: z.number().min(0).max(100).default(10),
  /** Each returns one number that should be 0: rows that refer to nothing, or that lack what they must have. */
  orphan_queries: z.array(namedQuery).default([]),
  /**
   * What mends the rows that an orphan query counts (P2, P3): a file of SQL, relative to `repository.path`, or where there
   * is none to the folder of recourse.yaml. It is tried on a copy first, and runs in one transaction.
   */
  repairs: z.array(z.strictObject({ for: z.string().min(1), script: z.string().min(1) })).default([]),
  /** Up to this many orphans are repaired, more lead to a restore (P3, P8). */
  safe_repair_threshold: z.number().int().nonnegative().default(100),
  /** Each must return at least one row. */
  sample_queries: z.array(namedQuery).default([]),
  /**
   * Proved copies that are kept for a rollback (G7), closed, on production's own server: how many, and in how many bytes
   * altogether. The newest goes first. 0 keeps none.
   */
  ready_copies: z
    .strictObject({ keep: z.number().int().min(0).max(10).default(1), disk_budget: Size.default(20_000_000_000) })
    .prefault({}),
  /** A replaced database is kept this long (P6: 7 days or more), then dropped, with notice a day before. */
  keep_replaced: Duration.default(7 * 86_400_000),
});

const freezeMethod = z.discriminatedUnion('method', [
  /** EXCLUSIVE locks on all tables: reads go on, writes wait. Ends with the bot's session, and is taken again. */
  z.strictObject({ method: z.literal('lock-tables'), lock_timeout: Duration.default(5_000) }),
  /** No connections but the bot's, until released. */
  z.strictObject({ method: z.literal('connection-gate'), roles: z.array(z.string()).min(1) }),
  /** The service's own maintenance mode, by commands. */
  z.strictObject({ method: z.literal('command'), freeze: CommandLine, resume: CommandLine }),
  /** The service's own maintenance mode, by HTTP. */
  z.strictObject({
    method: z.literal('webhook'),
    url: HttpUrl,
    token_env: SecretName.optional(),
    freeze_body: z.record(z.string(), z.unknown()).default({ on: true }),
    resume_body: z.record(z.string(), z.unknown()).default({ on: false }),
  }),
  z.strictObject({ method: z.literal('pgbouncer'), admin_url_env: SecretName, database: z.string() }),
]);
export type FreezeMethod = z.infer<typeof freezeMethod>;

/** How writes are stopped, outermost first, and how long their silence is watched before it counts as proved (G3). */
export const FreezePolicy = z.strictObject({
  methods: z
    .array(freezeMethod)
    .min(1)
    .default([{ method: 'lock-tables', lock_timeout: 5_000 }]),
  prove_for: Duration.default(2_000),
  /** While a recovery waits for a person, frozen or not, people are told again this often. */
  remind_every: Duration.default(300_000),
});

/** Migration tool and folder (G1, P1, R6, S1). */
export const MigrationPolicy = z.strictObject({
  tool: z.enum(['drizzle', 'prisma', 'dbmate', 'sql']),
  directory: z.string().min(1),
  /** Only for \`sql\`, which keeps none by itself: the table and column in which your own runner writes file names. */
  ledger: z.strictObject({ table: TableName, column: z.string().min(1).max(63) }).optional(),
  /** The command that applies the pending migrations, for rehearsals: it is given a scratch database, never production. */
  command: CommandLine.optional(),
  /** Applies the pending migrations on production too, for a forward fix (G10). Default: `command`. */
  apply: CommandLine.optional(),
  /** Writes a new migration from the code's schema, as `npm run db:generate` does (G10). */
  generate: CommandLine.optional(),
  /** The variable in which these commands expect the URL of its database. */
  url_variable: SecretName.default('DATABASE_URL'),
  /** A migration that was begun and is neither done nor called off is asked about after this long, and then daily until it ends. */
  remind_after: Duration.default(2 * 3_600_000),
  /** Migrations known to destroy data, and the last commit that runs before each. */
  destructive: z.array(z.strictObject({ migration: z.string(), commit_before: z.string() })).default([]),
  /** P9: what is watched after a migration is done. */
  watch: MigrationWatchPolicy.optional(),
  /** Scripts that take migrations back, where the team wrote some (S1, R6). */
  down_scripts: DownScriptPolicy.optional(),
});
