/**
 * Puts values into a command's arguments: `{name}` where `name` is given, everything else as it stands. The program
 * itself is never filled in, and an argument stays one argument whatever the value holds (I7).
 */
export function fillArguments(run: readonly string[], fill: Readonly<Record<string, string>>): [string, ...string[]] {
  const [program = '', ...rest] = run;
  return [program, ...rest.map((argument) => fillArgument(argument, fill))];
}

function fillArgument(argument: string, fill: Readonly<Record<string, string>>): string {
  return argument.replaceAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (braces, name: string) =>
    Object.hasOwn(fill, name) ? (fill[name] ?? braces) : braces,
  );
}
