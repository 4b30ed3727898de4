import { RecourseError } from '../../domain/errors.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Questions } from '../../ports/scratch.ts';

/** PostgreSQL's words where rows break a rule of their own schema: loaded past its triggers, or damaged since. */
const brokenRule =
  /violates (foreign key|check|not-null|unique|exclusion) constraint|is violated by some row|could not create (unique index|exclusion constraint)/;

/** So many are named. */
const namedMax = 5;

/**
 * Where a restore failed because the rows break a constraint of their own schema, says so in plain words: which one, how
 * many rows production has of them now, and what makes the next backup one that can be restored. Any other error passes.
 */
export async function explainBrokenRows(
  { questions }: { readonly questions: Pick<Questions, 'brokenForeignKeys'> },
  { manifest }: StoredBackup,
  error: unknown,
  effort: Effort,
): Promise<unknown> {
  if (!(error instanceof RecourseError) || !brokenRule.test(error.message)) return error;
  effort.signal.throwIfAborted();
  effort.progress('Counting the rows of production that break its own constraints');
  // Beside the point if it cannot be counted: the restore has said which constraint it is.
  const broken = await questions.brokenForeignKeys(effort).catch(() => []);
  const named = broken.slice(0, namedMax).map(({ name, rows }) => `${name} (${rows} rows refer to nothing)`);
  const more = broken.length > namedMax ? ` and ${broken.length - namedMax} more` : '';
  const counted = named.length === 0 ? '' : ` In production now: ${named.join(', ')}${more}.`;
  return new RecourseError(
    `Backup ${manifest.id} cannot be restored: its rows break a constraint of their own schema.${counted} ${lastWordsOf(error)}`,
    { code: 'backup-breaks-rules', hint, facts: { backup: manifest.id, broken: broken.length }, cause: error },
  );
}

const hint =
  'Until this is mended, no backup of this database can be restored or rehearsed. Correct or delete those rows in production; or, to keep ' +
  'them, drop the constraint and add it again as NOT VALID. Then take a new backup.';

/** The line in which the server says which constraint it is. */
function lastWordsOf({ message }: RecourseError): string {
  const line = message.split('\n').find((each) => brokenRule.test(each)) ?? message;
  return line.replace(/^.*?ERROR: +/, 'The server said: ').trim();
}
