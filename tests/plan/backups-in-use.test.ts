import { describe, expect, test } from 'vitest';
import { BackupId } from '../../src/domain/ids.ts';
import type { Incident, StepState } from '../../src/domain/incident.ts';
import { backupsInUse } from '../../src/plan/backups-in-use.ts';

const [named, planned, restoring, safety] = ['0001', '0002', '0003', '0004'].map((mark) =>
  BackupId.parse(`20261121T113400Z-manual-${mark}`),
);

/** An incident as far as this question looks at it. */
function incident(given: Partial<Record<'chosenBackup' | 'phase' | 'proposed' | 'steps', unknown>>): Incident {
  return { phase: 'deciding', chosenBackup: null, proposed: null, steps: {}, ...given } as unknown as Incident;
}

const step = (given: Partial<StepState>) => ({ intent: null, outcome: null, ...given });

describe('a backup is used by an open incident', () => {
  test.each<[how: string, incident: Incident, used: BackupId | undefined]>([
    ['whose people chose it', incident({ chosenBackup: named }), named],
    ['whose plan is bound to it', incident({ proposed: { plan: { backup: { id: planned } } } }), planned],
    [
      'that is just restoring it, before any plan names it',
      incident({ steps: { 'restore-into-scratch': step({ intent: { backup: restoring, name: 'copy' } }) } }),
      restoring,
    ],
    [
      'that took it of the damaged state',
      incident({ steps: { 'take-safety-backup': step({ outcome: { id: safety, bytes: 3 } }) } }),
      safety,
    ],
  ])('%s', (_, open, used) => {
    expect([...backupsInUse([open]).used]).toEqual([used]);
  });

  test('none is used where none is open, and only one that is being prepared is still choosing', () => {
    expect(backupsInUse([])).toEqual({ used: new Set(), choosing: false, ofMigration: null });
    expect(backupsInUse([incident({ phase: 'preparing' })]).choosing).toBe(true);
    expect(backupsInUse([incident({ phase: 'executing' })]).choosing).toBe(false);
  });
});
