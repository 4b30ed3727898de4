import { withoutCopiedRows } from './parse-script.ts';

/** A line that psql takes for itself: `\i other.sql`. */
export interface PsqlCommand {
  readonly line: number;
  readonly command: string;
  readonly rest: string;
  readonly text: string;
  /** Where the line begins and ends in the script. */
  readonly from: number;
  readonly to: number;
}

/** Those that may stand in a down script: they stay in this session, on this database, and start nothing. */
const allowed = new Set(
  'echo qecho warn timing pset set unset x t a encoding if elif else endif i ir include include_relative gset gexec gdesc o copy errverbose'.split(
    ' ',
  ),
);

export const includes: ReadonlySet<string> = new Set(['i', 'ir', 'include', 'include_relative']);

/** Every line of the script that begins with a backslash; rows of a COPY are none. */
export function psqlCommands(script: string): readonly PsqlCommand[] {
  const plain = withoutCopiedRows(script);
  return [...plain.matchAll(/^[ \t]*\\([a-zA-Z_!?]+)(.*)$/gm)].map((match) => ({
    line: plain.slice(0, match.index).split('\n').length,
    command: match[1] ?? '',
    rest: (match[2] ?? '').trim(),
    text: match[0].trim(),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** Why a command of psql's has no place in a down script; null where it has one. */
export function commandBarrier({ command, rest, text }: PsqlCommand): string | null {
  if (!allowed.has(command)) return `${text} would leave this transaction, this database or this program`;
  if (rest.includes('`')) return `${text} runs a command of the shell`;
  if (command === 'o' && rest.startsWith('|')) return `${text} runs a command of the shell`;
  if (command === 'copy' && /\bprogram\b/i.test(rest)) return `${text} runs a command of the shell`;
  return null;
}

/** The file that an include names; null where only psql would know, because the name is put together. */
export function includedFile({ rest }: PsqlCommand): string | null {
  const quoted = /^'((?:[^'\\]|'')+)'$/.exec(rest)?.[1]?.replaceAll("''", "'");
  const name = quoted ?? (/^[^\s'"`:\\]+$/.test(rest) ? rest : null);
  return name;
}

/** psql's own commands are judged by themselves; all that remains keeps its place. */
export function withoutCommands(text: string): string {
  let plain = text;
  for (const { from, to } of psqlCommands(text).toReversed())
    plain = `${plain.slice(0, from)}${' '.repeat(to - from)}${plain.slice(to)}`;
  return plain;
}
