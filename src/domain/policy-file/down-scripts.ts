import { z } from 'zod';
import { TableName } from './measures.ts';

/** Chosen in forms and named in plans. */
const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case words joined by dashes: temporary-passwords');
/** A migration as its tool names it, with or without its ending. */
const migration = z.string().min(1);
/** `users.avatar_url` or `public.users.avatar_url`. */
const ColumnName = z
  .string()
  .regex(/^[^\s"';.]+(\.[^\s"';.]+){1,2}$/, 'a column with its table, such as users.avatar_url');

/** What becomes of the rows that stand in a down script's way (S4): changed by SQL, or the script is left out. */
const guardOption = z.union([
  z.strictObject({ name: word, title: z.string().min(1).max(75), sql: z.string().min(1) }),
  z.strictObject({ name: word, title: z.string().min(1).max(75), skip: z.literal(true) }),
]);

/** Down scripts of a service, found per migration, and what has to hold before and after them (S1, S4, S5, R6). */
export const DownScriptPolicy = z.strictObject({
  /**
   * Where the script of a migration lies, relative to `migrations.directory`. `{migration}` is its name, `{number}` the
   * digits that it begins with, `*` anything. dbmate has it in the migration itself.
   */
  pattern: z
    .string()
    .regex(/\{(migration|number)\}/, 'a path with {migration} or {number}, such as rollback/{migration}_down.sql')
    .optional(),
  guards: z
    .array(
      z.strictObject({
        migration,
        name: word,
        /** What the counted rows are: "users without a password". */
        title: z.string().min(1).max(75),
        /** Returns one number: rows that stand in the way. */
        sql: z.string().min(1),
        options: z.array(guardOption).min(1).max(10),
      }),
    )
    .default([]),
  /** What is there, and what is not, once the script of that migration has run (S5). */
  expect: z
    .array(
      z.strictObject({
        migration,
        tables: z.array(TableName).default([]),
        no_tables: z.array(TableName).default([]),
        columns: z.array(ColumnName).default([]),
        no_columns: z.array(ColumnName).default([]),
        /** Enum type → all its values, in any order. */
        enums: z.record(TableName, z.array(z.string()).min(1)).default({}),
      }),
    )
    .default([]),
});
export type DownScriptPolicy = z.infer<typeof DownScriptPolicy>;
export type DownGuard = DownScriptPolicy['guards'][number];
export type Expected = Omit<DownScriptPolicy['expect'][number], 'migration'>;
