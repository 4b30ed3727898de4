import { blankCommand, findPsqlPlaces } from './psql-places.ts';

/** What psql takes for itself, to the end of its line: `\i other.sql`. */
export interface PsqlCommand {
  readonly line: number;
  readonly command: string;
  readonly rest: string;
  readonly text: string;
  /** Where it begins and ends in the script. */
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

/** Every command in the script, at the beginning of a line or behind a statement; rows of a COPY are none. */
export function psqlCommands(script: string): readonly PsqlCommand[] {
  return findPsqlPlaces(script).commands.map(({ name, rest, from, to }) => ({
    line: script.slice(0, from).split('\n').length,
    command: name,
    rest,
    text: script.slice(from, to).trim(),
    from,
    to,
  }));
}

/** Why a command of psql's has no place in a down script; null where it has one. */
export function commandBarrier({ command, rest, text }: PsqlCommand): string | null {
  if (!allowed.has(command)) return `${text} would leave this transaction, this database or this program`;
  if (rest.includes('\\')) return `${text} has a second backslash, behind which another command may stand`;
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
export function withoutCommands(script: string): string {
  return findPsqlPlaces(script).commands.reduceRight(blankCommand, script);
}
