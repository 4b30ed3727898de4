import { z } from 'zod';
import { ValidatedCopy } from '../domain/database.ts';
import type { Finding } from '../domain/finding.ts';
import { Oid } from '../domain/ids.ts';
import type { PathChoice } from '../domain/path-choice.ts';
import { stepOf } from '../engine/next-move.ts';
import type { Given, SafeStep } from '../engine/step.ts';

const Intent = z.object({ database: z.string(), oid: Oid, wasClosed: z.boolean() });
const Outcome = z.object({ copy: ValidatedCopy, wasClosed: z.boolean() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Find the database that the restore replaced and let ourselves in. Nobody could connect to it since the promotion, so it
 * is what production was; where it stood open meanwhile, that is said.
 */
export const examineReplaced = {
  name: 'examine-replaced',
  title: 'Examine the replaced database',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const kept = keptOf(given);
    const sight = await given.ports.keptGate.look(kept, given.effort.tag);
    // Once begun, in this attempt or in one before it, it is we who opened it.
    const earlier = begun ?? earlierIntent(given, kept);
    if (sight.found !== null) return { kind: 'to-do', intent: earlier ?? { ...kept, wasClosed: !sight.isOpen } };
    const now = sight.nowCalled === null ? 'it is gone' : `it is called ${sight.nowCalled} now`;
    return {
      kind: 'refused',
      say: `The replaced database ${kept.database} (oid ${kept.oid}) is not there: ${now}.`,
      hint: 'Without it the restore cannot be taken back. Keep the restored data, or choose another path.',
      findings: [{ check: 'replaced database', result: 'failed', say: `${kept.database}: ${now}` }],
    };
  },
  run: async (given, { wasClosed }) => {
    const kept = keptOf(given);
    await given.ports.keptGate.open(kept, given.effort.tag);
    const { found } = await given.ports.keptGate.look(kept, given.effort.tag);
    if (found === null) throw new Error(`${kept.database} went away while it was being opened`);
    return { copy: ValidatedCopy.parse(found), wasClosed };
  },
  verify: async (_, { copy, wasClosed }) => [standing(copy.name, copy.oid, wasClosed)],
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

function standing(name: string, oid: number, wasClosed: boolean): Finding {
  const check = 'replaced database';
  if (wasClosed)
    return { check, result: 'passed', say: `${name} (oid ${oid}) was closed to everybody since it was replaced` };
  return {
    check,
    result: 'warned',
    say: `${name} (oid ${oid}) was open to connections when Recourse came to it`,
    hint: 'Somebody may have written to it since it was replaced. Ask who opened it before you approve.',
  };
}

function earlierIntent({ incident }: Given, kept: Pick<Intent, 'database' | 'oid'>): Intent | null {
  const earlier = Intent.safeParse(stepOf(incident, examineReplaced.name).intent).data;
  return earlier?.oid === kept.oid && earlier.database === kept.database ? earlier : null;
}

function keptOf({ incident: { choice } }: Given): Extract<PathChoice, { path: 'undo-restore' }>['kept'] {
  if (choice.path === 'undo-restore') return choice.kept;
  throw new Error(`a replaced database is examined on the path undo-restore only, not on ${choice.path}`);
}
