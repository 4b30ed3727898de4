import type pg from 'pg';
import { digestOf } from '../../domain/canonical.ts';
import { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import { Fence } from '../../domain/ids.ts';
import type { ReadyCopies } from '../../ports/ready-copies.ts';
import type { RunTag } from '../../ports/run-tag.ts';
import { databaseNameOf, type Target } from './connect.ts';
import { withControl } from './control.ts';
import { claimCopy, retireCopy } from './ready-claim.ts';
import { keepCopy } from './ready-keep.ts';
import { listNotes, sizeInBytes } from './ready-notes.ts';
import { asMaker, whereNobodyMakes } from './ready-turns.ts';

/** For looking only; effects carry the tag of their run. */
const onlooker: RunTag = { run: 'onlooker', fence: Fence.parse(0) };

/** @param given.home the store that keeps them; without it they can be listed, and nothing more */
export function createReadyCopies(given: { readonly target: Target; readonly home: string | undefined }): ReadyCopies {
  const { target, home } = given;
  const production = databaseNameOf(target);
  const whose = `${production}@${home}`;
  const inControl = <Result>(tag: RunTag, work: (control: pg.Client) => Promise<Result>) =>
    withControl(target, tag, work);
  return {
    list: () => inControl(onlooker, (control) => listNotes(control, { production, home })),
    sizeOf: (copy) => inControl(onlooker, (control) => sizeInBytes(control, copy.oid)),
    keep: (copy, { manifest }, effort) => {
      if (home === undefined) throw homeless();
      const what = { production, home, backup: manifest.id, manifest: digestOf(manifest) };
      return inControl(effort.tag, (control) => keepCopy(control, copy, what, effort));
    },
    claim: (ready, name, effort) =>
      inControl(effort.tag, (control) => claimCopy(control, ready, DatabaseIdentity.parse({ ...ready, name }), effort)),
    retire: (ready, name, effort) =>
      inControl(effort.tag, (control) =>
        retireCopy(control, ready, DatabaseIdentity.parse({ ...ready, name }), effort.tag),
      ),
    asMaker: (tag, work) => inControl(tag, (control) => asMaker(control, whose, work)),
    whereNobodyMakes: (work) => inControl(onlooker, (control) => whereNobodyMakes(control, whose, work)),
  };
}

function homeless(): RecourseError {
  return new RecourseError('A ready copy is kept for a store, and this command has none open.', {
    code: 'bad-input',
    hint: 'The running bot keeps ready copies by its schedule.',
  });
}
