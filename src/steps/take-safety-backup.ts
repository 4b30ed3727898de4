import { z } from 'zod';
import { digestOf } from '../domain/canonical.ts';
import { BackupId } from '../domain/ids.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { captureEvidence } from './capture-evidence.ts';

const Intent = z.object({ id: BackupId });
/** Empty where a person went on without it. */
const Outcome = z.object({ id: BackupId.optional(), bytes: z.number().optional(), rows: z.number().optional() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Keep the damaged state too: it may hold rows that no backup has (S3, R6). */
export const takeSafetyBackup = {
  name: 'take-safety-backup',
  title: 'Back up the current state',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const finished = begun === null ? null : await given.ports.backups.read(begun.id);
    if (finished !== null) return { kind: 'already-done', outcome: outcomeOf(finished.manifest) };
    await given.ports.backups.sweep();
    return { kind: 'to-do', intent: { id: newId(given) } };
  },
  run: async (given, { id }) => {
    const appCommit = given.outcomeOf(captureEvidence).runningCommit;
    const stored = await given.ports.backups.take(
      { id, kind: 'safety', takenBy: given.incident.id, appCommit },
      given.effort,
    );
    return outcomeOf(stored.manifest);
  },
  verify: async ({ ports }, { id }) => (id === undefined ? [] : ports.backups.inspect(id)),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

function outcomeOf(manifest: {
  id: BackupId;
  artifact: { bytes: number };
  tables: readonly { rows: number }[];
}): Outcome {
  return {
    id: manifest.id,
    bytes: manifest.artifact.bytes,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
  };
}

/** Derived, not drawn by lot: the attempt that is begun again finds its own. */
function newId({ incident, now }: Given): BackupId {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const mark = digestOf({ incident: incident.id, entry: incident.head.n }).slice(0, 8);
  return BackupId.parse(`${stamp}-safety-${mark}`);
}
