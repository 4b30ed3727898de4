import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { findPrograms, type PostgresPrograms, serverPrograms } from '../../src/adapters/pgtools/find-programs.ts';
import { RecourseError } from '../../src/domain/errors.ts';
import { programPlaces } from './environment.ts';

const aptGet = '/usr/bin/apt-get';
const aptEnvironment = { DEBIAN_FRONTEND: 'noninteractive' };

/**
 * PostgreSQL's server and client programs. Where they are missing on Debian or Ubuntu and we are root, the
 * `postgresql` package is installed and `say` hears of it; elsewhere throws `tool-missing`, which says what to install.
 */
export async function ensureServerPrograms(say: (line: string) => void): Promise<PostgresPrograms> {
  const search = { ...programPlaces(), wanted: serverPrograms };
  try {
    return await findPrograms(search);
  } catch (error) {
    const missing = error instanceof RecourseError && error.code === 'tool-missing';
    if (!missing || search.pgBin || !mayInstall()) throw error;
  }
  say('PostgreSQL is not installed: installing the package "postgresql" with apt-get (once, about a minute).');
  await execa(aptGet, ['update', '-qq'], { env: aptEnvironment });
  await execa(aptGet, ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], { env: aptEnvironment });
  return findPrograms(search);
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync(aptGet);
}
