// A switch in a file, whose every turn is noted: node turn-switch.ts <file> on|off, or without a word prints how it stands.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';

/** Every turn so far, oldest first. */
export function readTurns(file: string): readonly string[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((turn) => turn !== '')
    : [];
}

function turnSwitch([file = '', wanted]: readonly string[]): void {
  if (wanted === undefined) stdout.write(`${readTurns(file).at(-1) ?? 'on'}\n`);
  else appendFileSync(file, `${wanted}\n`);
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) turnSwitch(argv.slice(2));
