import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecourseError } from '../../src/domain/errors.ts';

const prefix = 'recourse-demo-';
const ownerFile = 'owner.pid';

/** Makes this run's own folder in the temporary folder. Throws `bad-input` where nothing can be written there. */
export function makeRunFolder(): string {
  try {
    sweepRunFolders();
    const folder = mkdtempSync(join(tmpdir(), prefix));
    writeFileSync(join(folder, ownerFile), `${process.pid}\n`);
    return folder;
  } catch (error) {
    throw new RecourseError(
      `The demo cannot write into ${tmpdir()}: ${error instanceof Error ? error.message : error}`,
      {
        code: 'bad-input',
        hint: 'Make room or rights there, or name another folder with TMPDIR=/some/folder.',
        cause: error,
      },
    );
  }
}

/** Leaves a folder for good: it is not swept when we are gone. */
export function keepRunFolder(folder: string): void {
  rmSync(join(folder, ownerFile), { force: true });
}

/** Removes what runs left that were killed before they could tidy up. */
function sweepRunFolders(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isAbandoned(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, ownerFile), 'utf8')), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'; // no file: kept, or not ours
  }
}
