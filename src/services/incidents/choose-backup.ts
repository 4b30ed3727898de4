import type { EntryBody } from '../../domain/entry.ts';
import type { BackupId, IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import { stepOf } from '../../engine/next-move.ts';
import { recoveryPaths } from '../../plan/paths.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { unknownIncident } from '../voting/act-on.ts';

/** A person names another backup: it is restored, validated and measured, and a new plan goes to the vote. */
export async function chooseBackup(
  house: House,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly backup: BackupId; readonly why: string },
): Promise<Verdict<Incident>> {
  const incident = await house.journal.incident(given.incident);
  if (incident === null) return refused(unknownIncident(given.incident));
  const stored = await house.portsOf(incident.declaration.service).backups.read(given.backup);
  if (stored === null) return refused(noSuchBackup(given.backup));
  return act(house, asking, given.incident, 'choose-backup', (now) =>
    granted([{ kind: 'backup-chosen', backup: given.backup, why: given.why }, ...reopenings(now, given.backup)]),
  );
}

/** What rested on the former backup is opened again, unless it has not begun. */
function reopenings(incident: Incident, backup: BackupId): EntryBody[] {
  return recoveryPaths.restore.measuredAnew
    .filter((step) => stepOf(incident, step).status !== 'pending')
    .map((step) => ({ kind: 'step-reopened', step, why: `Backup ${backup} was chosen instead.` }));
}

function noSuchBackup(backup: string) {
  return {
    code: 'bad-input' as const,
    say: `There is no backup ${backup}.`,
    hint: '`/backup list` shows the backups there are.',
  };
}
