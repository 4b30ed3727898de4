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

/** Those that may stand in a down script: they stay in this session, on this database, start nothing, and bring nothing in. */
const allowed = new Set(
  'echo qecho warn timing pset set unset x t a encoding if elif else endif i ir include include_relative gdesc o copy errverbose'.split(
    ' ',
  ),
);

/** A query's result would become a part of the script: SQL or, where a variable is put in, even psql's own commands. */
const unread: Readonly<Record<string, string>> = {
  gexec:
    'runs statements that a query makes, which nobody can read beforehand; a DO block stays inside the transaction',
  gset: 'puts what a query answers into the script, where nobody can read it beforehand',
};

/** With these set otherwise, psql would pass over an error, or end the transaction by itself. */
const switches = /^(ON_ERROR_ROLLBACK|AUTOCOMMIT|SINGLELINE)$/;

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
  if (Object.hasOwn(unread, command)) return `${text} ${unread[command]}`;
  if (!allowed.has(command)) return `${text} would leave this transaction, this database or this program`;
  if (rest.includes('\\')) return `${text} has a second backslash, behind which another command may stand`;
  if (rest.includes('`')) return `${text} runs a command of the shell`;
  if (command === 'o' && rest.startsWith('|')) return `${text} runs a command of the shell`;
  if (command === 'copy' && /\bprogram\b/i.test(rest)) return `${text} runs a command of the shell`;
  return command === 'set' || command === 'unset' ? variableBarrier(command, { rest, text }) : null;
}

/** psql reads the value of a variable as if it stood in the script, commands and all. */
function variableBarrier(command: string, { rest, text }: Pick<PsqlCommand, 'rest' | 'text'>): string | null {
  const [, name = '', value = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
  if (name.startsWith('recourse_')) return `${text} changes a variable of Recourse's own`;
  const stops = command === 'set' && /^(on|1|true|)$/i.test(value);
  if (switches.test(name) || (name === 'ON_ERROR_STOP' && !stops))
    return `${text} changes how psql treats errors and transactions`;
  return /^\w*$/.test(name) && /^[\w.-]*$/.test(value)
    ? null
    : `${text} puts a text into the script that nobody reads beforehand`;
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
