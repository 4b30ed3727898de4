/**
 * What the files before and around a statement say of the schema: only so much as is needed to tell a loss from a
 * backfill, and to name the enum values that a change of type leaves out. Names are as people write them.
 */
export interface SchemaSoFar {
  /** Tables and `table.column`s that the migrations under review made themselves: taking these away loses nothing old. */
  readonly fresh: Set<string>;
  readonly enums: Map<string, EnumSoFar>;
  /** Bodies of functions and procedures, by plain name: a call does what one of them does, whichever its arguments fit. */
  readonly functions: Map<string, readonly FunctionSoFar[]>;
  /** Where names without a schema lead; see `search-path.ts`. */
  readonly names: {
    /** To another schema than at first, or it cannot be told: a bare name is not known to be what the migration made. */
    elsewhere: boolean;
    /** Schemas stand before PostgreSQL's own: a name of its own may call somebody else's function. */
    shadowed: boolean;
  };
}

export interface EnumSoFar {
  /** The name that code knows, through renames. */
  readonly known: string;
  readonly values: readonly string[];
}

export interface FunctionSoFar {
  readonly language: string;
  readonly body: string;
  /** The whole CREATE FUNCTION, which the parser of PL/pgSQL wants. */
  readonly text: string;
}

export function emptySchema(): SchemaSoFar {
  return { fresh: new Set(), enums: new Map(), functions: new Map(), names: { elsewhere: false, shadowed: false } };
}

/** The migration made this table, or this column of it. */
export function remember(schema: SchemaSoFar, table: string, column?: string): void {
  if (!isSure(schema, table)) return;
  schema.fresh.add(column === undefined ? plainName(table) : `${plainName(table)}.${column}`);
}

/** Whether it is known which table is meant: one with its schema always is. */
function isSure({ names }: SchemaSoFar, table: string): boolean {
  return !names.elsewhere || /^("([^"]|"")*"|[^".]+)\./.test(table);
}

/** `public.users` and `users` are one table for what is said here. */
export function plainName(name: string): string {
  return name.replace(/^public\./, '');
}

export function isFresh(schema: SchemaSoFar, table: string, column?: string): boolean {
  const { fresh } = schema;
  const name = plainName(table);
  // A temporary table hides one of the same name, but not where the schema is said.
  if (name === table && fresh.has(temporary(table))) return true;
  if (!isSure(schema, table)) return false;
  return fresh.has(name) || (column !== undefined && fresh.has(`${name}.${column}`));
}

/** How a temporary table is remembered. */
export function temporary(table: string): string {
  return `pg_temp.${plainName(table)}`;
}

/** A table or `table.column` got another name: whoever has that name now is as fresh as it was under the old one. */
export function renameFresh(schema: SchemaSoFar, from: string, to: string): void {
  const { fresh } = schema;
  if (!isSure(schema, from)) return;
  const [old, now] = [plainName(from), plainName(to)];
  const moved = namesUnder(fresh, old).map((name) => `${now}${name.slice(old.length)}`);
  for (const name of [...namesUnder(fresh, old), ...namesUnder(fresh, now)]) fresh.delete(name);
  for (const name of moved) fresh.add(name);
}

/** Rows that were there before came into a table that the migration made. */
export function fillWithOldRows(schema: SchemaSoFar, table: string, from: string): void {
  if (!isFresh(schema, from)) schema.fresh.delete(plainName(table));
}

/** The name itself and what stands below it. */
function namesUnder(fresh: ReadonlySet<string>, name: string): readonly string[] {
  return [...fresh].filter((each) => each === name || each.startsWith(`${name}.`));
}
