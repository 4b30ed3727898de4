import { hasSqlDetails, parseSync, scanSync } from 'libpg-query';
import { blankCommand, findPsqlPlaces } from './psql-places.ts';
import type { Tree } from './tree.ts';

/** One statement of a script: its tree, or why it could not be read. Lines count from 1. */
export interface Piece {
  readonly line: number;
  readonly text: string;
  readonly node: Tree | null;
  readonly trouble: string | null;
}

/** Those that only change how psql shows things. */
const harmless = new Set(['echo', 'qecho', 'warn', 'timing', 'pset', 'set', 'unset', 'x', 't', 'a', 'encoding']);

/**
 * Reads a script with PostgreSQL's own parser, statement by statement. What it cannot read is named with its line, and
 * the rest is read all the same. The parser must have been loaded.
 */
export function parseScript(script: string): readonly Piece[] {
  const whole = parsePieces(script);
  if (whole !== null) return whole;
  const { plain, taken } = takeOutMetaCommands(script);
  const pieces = parsePieces(plain) ?? readParts(plain);
  return [...pieces, ...taken].sort((a, b) => a.line - b.line);
}

/** Null where a part of it is not PostgreSQL's SQL. */
function parsePieces(script: string): readonly Piece[] | null {
  try {
    const bytes = Buffer.from(script);
    const lineOf = countLines(bytes);
    const statements = (parseSync(script) as { stmts?: readonly Statement[] }).stmts ?? [];
    return statements.map(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
      const text = bytes.subarray(from, length === undefined ? undefined : from + length).toString();
      const bare = withoutLead(text);
      const at = from + Buffer.byteLength(text) - Buffer.byteLength(bare);
      return { line: lineOf(at), text: bare.trim(), node: stmt, trouble: null };
    });
  } catch {
    return null;
  }
}

interface Statement {
  readonly stmt: Tree;
  /** Both count bytes of UTF-8; without a length it ends with the script. */
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/** Cuts at semicolons, by the scanner's rules for quotes and comments; a script that even it refuses stays whole. */
function readParts(script: string): readonly Piece[] {
  const bytes = Buffer.from(script);
  const lineOf = countLines(bytes);
  const cuts = [...semicolonsOf(script), { start: bytes.length, end: bytes.length }];
  return cuts.flatMap(({ start }, n) => {
    const from = cuts[n - 1]?.end ?? 0;
    return readPart(bytes.subarray(from, start).toString(), from, lineOf);
  });
}

function semicolonsOf(script: string): readonly { start: number; end: number }[] {
  try {
    return scanSync(script).tokens.filter(({ tokenName }) => tokenName === 'ASCII_59');
  } catch {
    return [];
  }
}

function readPart(text: string, from: number, lineOf: (offset: number) => number): readonly Piece[] {
  const bare = withoutLead(text);
  if (bare.trim() === '') return [];
  const line = lineOf(from + Buffer.byteLength(text) - Buffer.byteLength(bare));
  const read = parsePieces(bare);
  if (read !== null) return read.map((piece) => ({ ...piece, line: piece.line + line - 1 }));
  return [{ line, text: bare.trim(), node: null, trouble: troubleOf(bare) }];
}

function troubleOf(text: string): string {
  try {
    parseSync(text);
    return 'it could not be read';
  } catch (error) {
    if (hasSqlDetails(error)) return error.sqlDetails?.message ?? error.message;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Blanks them out, and the rows of a COPY, so that lines keep their numbers. */
function takeOutMetaCommands(script: string): { readonly plain: string; readonly taken: readonly Piece[] } {
  const { commands, rows } = findPsqlPlaces(script);
  const lineOf = countLines(Buffer.from(script));
  const taken = commands
    .filter(({ name, rest }) => !harmless.has(name) || /[\\`]/.test(rest))
    .map(({ name, from, to }) => ({
      line: lineOf(Buffer.byteLength(script.slice(0, from))),
      text: script.slice(from, to).trim(),
      node: null,
      trouble: `\\${name} is a command of psql, and what it does is not in this file`,
    }));
  const rowless = rows.reduceRight(
    (text, { from, to }) => `${text.slice(0, from)}${blank(text.slice(from, to))}${text.slice(to)}`,
    script,
  );
  return { plain: commands.reduceRight(blankCommand, rowless), taken };
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

/** Without the white space and comments before it; comments may be nested. */
function withoutLead(text: string): string {
  let rest = text;
  for (;;) {
    const bare = rest.replace(/^\s+/, '').replace(/^--[^\n]*/, '');
    const next = bare.startsWith('/*') ? bare.slice(endOfComment(bare)) : bare;
    if (next.length === rest.length) return rest;
    rest = next;
  }
}

function endOfComment(text: string): number {
  let depth = 0;
  for (const mark of text.matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.index + 2;
  }
  return text.length;
}

/** The line in which a byte stands, counted from 1; looked up, because a script may have a hundred thousand lines. */
function countLines(bytes: Buffer): (offset: number) => number {
  const ends: number[] = [];
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) ends.push(end);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
