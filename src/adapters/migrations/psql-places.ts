/** A stretch of a script, by its characters. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What psql takes for itself, wherever in a line it stands, and the rows that it sends after a COPY. */
export interface PsqlPlaces {
  /** Each from its backslash to the end of its line. */
  readonly commands: readonly (Place & { readonly name: string; readonly rest: string })[];
  /** With the `\.` that ends them. */
  readonly rows: readonly Place[];
}

/**
 * Reads a script as psql does: a backslash is a command unless it stands in a string, a quoted name, a dollar quote, a
 * comment or the rows of a COPY. What is not closed counts as open text, so that nothing can hide behind it.
 */
export function findPsqlPlaces(script: string): PsqlPlaces {
  const found = scan(script, true);
  // Where psql may pass over a COPY, or go on after one that failed, it takes its rows for commands.
  return found.commands.some(mayPassOver) ? scan(script, false) : found;
}

function mayPassOver({ name, rest }: PsqlPlaces['commands'][number]): boolean {
  if (name === 'set' && /^ON_ERROR_STOP\b/.test(rest)) return !/^ON_ERROR_STOP\s+(on|1|true)$/i.test(rest);
  return name === 'if' || (name === 'unset' && /^ON_ERROR_STOP\b/.test(rest));
}

/** The script without one command. `\g` and its like end a statement as a semicolon does. */
export function blankCommand(script: string, { name, from, to }: PsqlPlaces['commands'][number]): string {
  const blank = `${name.startsWith('g') ? ';' : ' '}${' '.repeat(to - from - 1)}`;
  return `${script.slice(0, from)}${blank}${script.slice(to)}`;
}

const opener =
  /--|\/\*|[eE]'|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[\w\u0080-\uffff][\w$\u0080-\uffff]*|[\s\S]/y;

/** What was found up to here, and the statement that is being read. */
interface Reading {
  readonly script: string;
  readonly withRows: boolean;
  readonly commands: PsqlPlaces['commands'][number][];
  readonly rows: Place[];
  /** Outside parentheses; they tell whether it is a COPY from what follows it. */
  words: string[];
  depth: number;
  /** How many COPY were sent whose rows begin on the next line. */
  copies: number;
}

function scan(script: string, withRows: boolean): PsqlPlaces {
  const reading: Reading = { script, withRows, commands: [], rows: [], words: [], depth: 0, copies: 0 };
  for (let at = 0; at < script.length; ) {
    opener.lastIndex = at;
    const token = opener.exec(script)?.[0] ?? ' ';
    at = token === '\\' ? takeCommand(reading, at) : takeToken(reading, at, token);
  }
  return reading;
}

function takeCommand(reading: Reading, at: number): number {
  const command = commandAt(reading.script, at);
  reading.commands.push(command);
  if (command.name === 'copy' && /\bfrom\s+stdin\b/i.test(command.rest)) reading.copies += 1;
  if (command.name.startsWith('g')) endStatement(reading);
  return command.to;
}

function takeToken(reading: Reading, at: number, token: string): number {
  const end = endOf(reading.script, at, token);
  if (token === ';') endStatement(reading);
  else if (token === '(') reading.depth += 1;
  else if (token === ')') reading.depth -= 1;
  else if (reading.depth === 0 && /^\w+$/.test(token)) reading.words.push(token.toLowerCase());
  return token === '\n' ? takeRows(reading, end) : end;
}

function endStatement(reading: Reading): void {
  const { words } = reading;
  if (words[0] === 'copy' && words.some((word, n) => word === 'from' && words[n + 1] === 'stdin')) reading.copies += 1;
  reading.words = [];
  reading.depth = 0;
}

function takeRows(reading: Reading, from: number): number {
  let at = from;
  for (; reading.copies > 0; reading.copies -= 1) {
    const to = reading.withRows ? endOfRows(reading.script, at) : null;
    if (to !== null) reading.rows.push({ from: at, to });
    at = to ?? at;
  }
  return at;
}

function commandAt(script: string, from: number): PsqlPlaces['commands'][number] {
  const to = endOfLine(script, from);
  const name = /^[^\s\\]*/.exec(script.slice(from + 1, to))?.[0] ?? '';
  return { name, rest: script.slice(from + 1 + name.length, to).trim(), from, to };
}

/** Where what begins here ends; what is never closed is one character long. */
function endOf(script: string, at: number, token: string): number {
  const after = at + token.length;
  if (token === '--') return endOfLine(script, at);
  if (token === '/*') return endOfComment(script, at) ?? at + 1;
  if (token === "'" || token === '"') return endOfQuoted(script, after, token) ?? after;
  if (/^e'$/i.test(token)) return endOfEscaped(script, after) ?? after;
  if (!/^\$.*\$$/.test(token)) return after;
  const close = script.indexOf(token, after);
  return close === -1 ? at + 1 : close + token.length;
}

function endOfLine(script: string, at: number): number {
  const end = script.indexOf('\n', at);
  return end === -1 ? script.length : end;
}

/** Comments may be nested. */
function endOfComment(script: string, at: number): number | null {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(script); found !== null; found = mark.exec(script)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return null;
}

/** A quote that is doubled is a part of the text. */
function endOfQuoted(script: string, from: number, quote: string): number | null {
  for (let at = script.indexOf(quote, from); at !== -1; at = script.indexOf(quote, at + 2))
    if (script[at + 1] !== quote) return at + 1;
  return null;
}

function endOfEscaped(script: string, from: number): number | null {
  const mark = /\\[\s\S]|''|'/g;
  mark.lastIndex = from;
  for (let found = mark.exec(script); found !== null; found = mark.exec(script))
    if (found[0] === "'") return mark.lastIndex;
  return null;
}

function endOfRows(script: string, from: number): number | null {
  const close = /^\\\.(?=\r?$)/gm;
  close.lastIndex = from;
  return close.exec(script) === null ? null : close.lastIndex;
}
