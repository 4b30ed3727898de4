import { RecourseError } from '../../domain/errors.ts';
import type { Scripts } from '../../ports/migrations.ts';
import type { Announcements, OneTimeScripts, ScriptStanding } from '../../ports/one-time-scripts.ts';
import { refuseUnspendable } from '../../ports/spend-grant.ts';

/** psql changes production, and the server says afterwards whether it did. */
export function createOneTimeScripts(given: {
  readonly scripts: Scripts;
  readonly announcements: Announcements;
}): OneTimeScripts {
  const { scripts, announcements } = given;
  return {
    standing: (id, effort) => announcements.standing(id, effort),
    apply: async ({ id, database, ...script }, grant, effort) => {
      refuseUnspendable(grant, effort);
      refuseTwice(id, await announcements.standing(id, effort));
      return announcements.around({ id, database }, effort, (door) =>
        scripts.run({ ...script, database, transaction: true, door }, effort),
      );
    },
  };
}

function refuseTwice(id: string, standing: ScriptStanding): void {
  if (standing === 'not-begun' || standing === 'not-applied') return;
  throw new RecourseError(`The script ${id} is ${standing} already, so it is not run again.`, {
    code: 'check-failed',
    hint: 'Look at pg_stat_activity for sessions of ours, and at the rows by hand.',
    facts: { script: id, standing },
  });
}
