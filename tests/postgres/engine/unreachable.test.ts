import { describe, expect, test } from 'vitest';
import { RecourseError } from '../../../src/domain/errors.ts';
import { theBot } from '../../../src/domain/person.ts';
import type { Fencing } from '../../../src/ports/databases.ts';
import { homes } from '../store/homes.ts';
import { byLead, startSmallConductor, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { isDone, setStage } from './stage.ts';

const away = new RecourseError('PostgreSQL did not let us in: app on 10.0.0.1:5432 (ECONNREFUSED).', {
  code: 'database-unreachable',
  hint: 'Check that the server runs.',
});

describe.each(homes)('a target that cannot be reached, on the %s,', (home) => {
  const stage = setStage(home);

  test('is said at the step that needs it, and the step goes on when a person asks for it again', async () => {
    const id = await stage.incident();
    let reachable = false;
    const real = stage.table();
    const raise: Fencing['raise'] = (tag) => (reachable ? real.fencing.raise(tag) : Promise.reject(away));
    const conductor = startSmallConductor({
      store: stage.store(),
      table: { ...real, fencing: { ...real.fencing, raise } },
      preparation: [rowStep('one', real)],
    });
    try {
      const stuck = await stage.until(id, ({ steps }) => steps['one']?.status === 'failed');
      expect(stuck.steps['one']?.error).toEqual({ code: away.code, say: away.message, hint: away.hint });
      expect(await real.of(id)).toEqual([]);
      reachable = true;
      await tell(stage.store(), id, byLead({ kind: 'step-reopened', step: 'one', why: 'it is back' }));
      await stage.until(id, isDone('one'));
    } finally {
      await conductor.stop();
    }
  });

  test('is said once where a step that was begun waits for it, and the step goes on by itself', async () => {
    const id = await stage.incident();
    let reachable = false;
    const real = stage.table();
    const raise: Fencing['raise'] = (tag) => (reachable ? real.fencing.raise(tag) : Promise.reject(away));
    const begun = { kind: 'step-began', step: 'one', attempt: 1, fence: 1, intent: { row: 'one' } } as const;
    await tell(stage.store(), id, { by: theBot, body: begun });
    let tries = 0;
    const conductor = startSmallConductor({
      store: stage.store(),
      table: { ...real, fencing: { ...real.fencing, raise } },
      preparation: [rowStep('one', real)],
      heard: () => {
        tries += 1;
      },
    });
    try {
      await expect.poll(() => tries, { timeout: 20_000 }).toBeGreaterThan(2);
      reachable = true;
      await stage.until(id, isDone('one'));
      const entries = (await stage.store().entries.read(id, 0))?.entries ?? [];
      const notes = entries.flatMap(({ body }) => (body.kind === 'note-added' ? [body.text] : []));
      expect(notes).toEqual([expect.stringMatching(/cannot go on with "one" at the moment: .*did not let us in/)]);
    } finally {
      await conductor.stop();
    }
  });
});
