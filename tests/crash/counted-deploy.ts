// Runs the example's deploy.ts and notes when it begins and when it has succeeded:
// node counted-deploy.ts <file of notes> <deploy.ts> <its arguments …>
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { argv, execPath, exit } from 'node:process';
import { pathToFileURL } from 'node:url';

/** How often the deploy command was begun, and how often it came to its end. */
export function readDeploys(file: string): { readonly begun: number; readonly ended: number } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return {
    begun: lines.filter((line) => line.startsWith('begun')).length,
    ended: lines.filter((line) => line.startsWith('ended')).length,
  };
}

function deploy([notes = '', script = '', ...args]: readonly string[]): number {
  appendFileSync(notes, `begun ${args.at(-1)}\n`);
  const { status } = spawnSync(execPath, [script, ...args], { stdio: 'inherit' });
  if (status === 0) appendFileSync(notes, `ended ${args.at(-1)}\n`);
  return status ?? 1;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) exit(deploy(argv.slice(2)));
