// A conductor that copies rows back or takes them back, and stands still for ever when it has said a certain thing.
import { writeSync } from 'node:fs';
import { createCopyBack } from '../../src/adapters/postgres/copy-back/copy-back.ts';
import { Digest } from '../../src/domain/ids.ts';
import type { CopyBack } from '../../src/ports/copy-back.ts';
import { approve, effortOf } from './target.ts';

export interface CopyErrand {
  readonly what: 'plan' | 'apply' | 'undo';
  readonly url: string;
  readonly run: string;
  readonly plan: string;
  readonly digest?: string;
  /** What a dry run is made of. */
  readonly wanted?: Omit<Parameters<CopyBack['plan']>[0], 'id'>;
  readonly stopAt: string;
  /** Stands still until it is let go on, instead of for ever. */
  readonly goesOn?: boolean;
}

const errand = JSON.parse(process.argv[2] ?? '{}') as CopyErrand;
const stand = new Int32Array(new SharedArrayBuffer(4));
const effort = effortOf(errand.run, 1, {
  heard: (say) => {
    writeSync(1, `${say}\n`);
    if (say !== errand.stopAt) return;
    if (errand.goesOn === true) process.kill(process.pid, 'SIGSTOP');
    else Atomics.wait(stand, 0, 0);
  },
});

const port = createCopyBack({ target: { url: errand.url }, lockWaitMs: 1_000 });
try {
  if (errand.what === 'undo') await port.undo(errand.plan, effort);
  else if (errand.wanted !== undefined)
    effort.progress((await port.plan({ ...errand.wanted, id: errand.plan }, effort)).digest);
  else await port.apply({ id: errand.plan, digest: Digest.parse(errand.digest) }, approve(errand.run), effort);
  if (errand.what !== 'plan') effort.progress('ended');
} catch (error) {
  effort.progress(`failed: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
}
