import type { PsqlCommand } from './psql-commands.ts';

/** What `\set` gives a name; only values of one plain word get this far (`commandBarrier`). */
export type Variables = Map<string, string>;

/** Takes a file's variables up; says which of them get a second value, because then nobody can tell what is put in where. */
export function learnVariables(known: Variables, commands: readonly PsqlCommand[]): readonly PsqlCommand[] {
  return commands.filter(({ command, rest }) => {
    const [, name = '', value = ''] = (command === 'set' && /^(\w+)\s*([\w.-]*)$/.exec(rest)) || [];
    if (name === '') return false;
    const before = known.get(name);
    known.set(name, value);
    return before !== undefined && before !== value;
  });
}

/** The script as psql sends it: `:name`, `:'name'` and `:"name"` with their values, each in its line. */
export function putVariablesIn(script: string, known: Variables): string {
  return script.replaceAll(
    /(?<!:):(?:'(\w+)'|"(\w+)"|(\w+))/g,
    (whole, literal: string | undefined, quoted: string | undefined, bare: string | undefined) => {
      const value = known.get(literal ?? quoted ?? bare ?? '');
      if (value === undefined) return whole;
      if (literal !== undefined) return `'${value}'`;
      return quoted !== undefined ? `"${value}"` : value;
    },
  );
}
