import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Toolbox } from './archives.ts';
import { startChild } from './child.ts';

const check = 'pages';
/** pg_amcheck's exit code when it worked and found something. */
const foundDamage = 2;
/** So much of its report is shown. */
const reportLetters = 600;

/** pg_amcheck reads every page of tables and b-trees; damage is a failed finding, not an error. */
export async function checkPages({ wishes, connected }: Toolbox, database: string, effort: Effort): Promise<Finding> {
  if (!existsSync(wishes.programs.path('pg_amcheck'))) {
    return { check, result: 'skipped', say: 'pg_amcheck is not installed (it comes with PostgreSQL 14 and later)' };
  }
  effort.progress('Reading every page with pg_amcheck');
  const reading = startChild(connected('pg_amcheck', [`--jobs=${wishes.jobs}`, '--no-password'], database), effort, {
    stdout: 'pipe',
  });
  const report = reading.stdout === null ? '' : await text(reading.stdout);
  try {
    await reading.done;
    return { check, result: 'passed', say: 'pg_amcheck read every table and b-tree page and found no damage' };
  } catch (error) {
    if (!(error instanceof RecourseError)) throw error;
    const { exitCode } = error.facts;
    if (exitCode !== foundDamage) throw error;
    const say = `pg_amcheck found damage: ${report.trim().replace(/\s+/g, ' ').slice(0, reportLetters)}`;
    return { check, result: 'failed', say, hint: 'Do not promote this copy. Restore again.' };
  }
}
