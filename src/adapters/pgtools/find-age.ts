import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders that a service's PATH often lacks. */
const knownFolders = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** Absolute path of `age`, or undefined where it is not installed. `searchPath` is the operator's PATH. */
export function findAge(searchPath: string): string | undefined {
  const folders = [...searchPath.split(delimiter).filter((folder) => folder !== ''), ...knownFolders];
  return folders.map((folder) => join(folder, 'age')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
