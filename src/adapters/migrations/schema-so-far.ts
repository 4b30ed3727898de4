/**
 * What the files before and around a statement say of the schema: only so much as is needed to tell a loss from a
 * backfill, and to name the enum values that a change of type leaves out. Names are as people write them.
 */
export interface SchemaSoFar {
  /** Tables and `table.column`s that the migrations under review made themselves: taking these away loses nothing old. */
  readonly fresh: Set<string>;
  readonly enums: Map<string, EnumSoFar>;
  /** Bodies of functions and procedures, by plain name: a call does what the body does. */
  readonly functions: Map<string, FunctionSoFar>;
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
  return { fresh: new Set(), enums: new Map(), functions: new Map() };
}

/** `public.users` and `users` are one table for what is said here. */
export function plainName(name: string): string {
  return name.replace(/^public\./, '');
}

export function isFresh({ fresh }: SchemaSoFar, table: string, column?: string): boolean {
  const name = plainName(table);
  return fresh.has(name) || (column !== undefined && fresh.has(`${name}.${column}`));
}
