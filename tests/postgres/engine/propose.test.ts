import { expect, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import type { EntryStore } from '../../../src/ports/entry-store.ts';
import { byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

const stage = setStage('server');

test('a plan that was made while a person chose another backup is not proposed; the next one is', async () => {
  const id = await stage.incident();
  const store = stage.store();
  const backup = BackupId.parse('20261121T113400Z-manual-4f1c');
  let chosen = false;
  const choose = async () => {
    if (chosen) return;
    chosen = true;
    const reopened = byLead({ kind: 'step-reopened', step: 'one', why: 'another backup' });
    await tell(store, id, byLead({ kind: 'backup-chosen', backup, why: 'this one is older' }), reopened);
  };
  const entries: EntryStore = {
    ...store.entries,
    append: async (incident, head, drafts, guard) => {
      if (drafts.some(({ body }) => body.kind === 'plan-proposed')) await choose();
      return store.entries.append(incident, head, drafts, guard);
    },
  };
  stage.conductor({ store: { ...store, entries }, preparation: [rowStep('one', stage.table())] });
  await stage.until(id, ({ phase }) => phase === 'deciding');
  expect((await stage.kinds(id)).slice(3)).toEqual([
    'backup-chosen',
    'step-reopened one',
    'step-began one',
    'step-done one',
    'plan-proposed',
  ]);
});
