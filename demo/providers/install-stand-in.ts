import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts a program of this name into a folder that will be on somebody's PATH. It runs a script of ours with the file of its
 * state as first argument; everything else is what the caller gave.
 */
export function installStandIn(folder: string, name: string, given: { script: URL; state: string }): void {
  const file = join(folder, name);
  const words = [process.execPath, given.script.pathname, given.state].map((word) => `'${word}'`).join(' ');
  // Compiled once: it is started for every single question.
  const cache = join(folder, '.compiled');
  writeFileSync(file, `#!/bin/sh\nNODE_COMPILE_CACHE='${cache}' exec ${words} "$@"\n`);
  chmodSync(file, 0o755);
}
