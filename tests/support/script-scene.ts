import { findPrograms } from '../../src/adapters/pgtools/find-programs.ts';
import { createScripts } from '../../src/adapters/pgtools/run-script.ts';
import { createAnnouncements } from '../../src/adapters/postgres/announcements.ts';
import type { OneTimeScripts } from '../../src/ports/one-time-scripts.ts';
import { createOneTimeScripts } from '../../src/services/scripts/one-time-scripts.ts';

/** Scripts that change the database of `url`, by the psql in the folder `programs`. */
export async function oneTimeScripts(url: string, programs: string): Promise<OneTimeScripts> {
  const scripts = createScripts({
    programs: await findPrograms({ searchPath: '', pgBin: programs }),
    url,
    jobs: 1,
    lockWaitMs: 1_000,
    dropOwnersAndRights: false,
    age: undefined,
    recipients: [],
    identityFile: undefined,
  });
  return createOneTimeScripts({ scripts, announcements: createAnnouncements({ target: { url }, lockWaitMs: 1_000 }) });
}
