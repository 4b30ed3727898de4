/** Where a command writes: what was asked for on `out`, what went wrong on `err`. Whole lines without their end. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
}

/** 0 all is well · 1 something was found or refused · 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};
