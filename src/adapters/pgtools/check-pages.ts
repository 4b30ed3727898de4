import { existsSync } from 'node:fs';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Toolbox } from './archives.ts';
import { runChild } from './child.ts';

const check = 'pages';
/** pg_amcheck's exit code when it worked and found something. */
const foundDamage = 2;

/** pg_amcheck reads every page of tables and b-trees; damage is a failed finding, not an error. */
export async function checkPages({ wishes, connected }: Toolbox, database: string, effort: Effort): Promise<Finding> {
  if (!existsSync(wishes.programs.path('pg_amcheck'))) {
    return { check, result: 'skipped', say: 'pg_amcheck is not installed (it comes with PostgreSQL 14 and later)' };
  }
  effort.progress('Reading every page with pg_amcheck');
  try {
    await runChild(connected('pg_amcheck', [`--jobs=${wishes.jobs}`, '--no-password'], database), effort);
    return { check, result: 'passed', say: 'pg_amcheck read every table and b-tree page and found no damage' };
  } catch (error) {
    if (!(error instanceof RecourseError)) throw error;
    const { exitCode } = error.facts;
    if (exitCode !== foundDamage) throw error;
    return { check, result: 'failed', say: error.message, hint: 'Do not promote this copy. Restore again.' };
  }
}
