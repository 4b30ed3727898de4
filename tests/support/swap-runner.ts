// A conductor that promotes, undoes or freezes, and stands still for ever when it has said a certain thing, to be killed there.
import { writeSync } from 'node:fs';
import { createWriteFreeze } from '../../src/adapters/postgres/freeze.ts';
import { createSwap } from '../../src/adapters/postgres/swap.ts';
import { SwapIntent, ValidatedCopy } from '../../src/domain/database.ts';
import { approve, effortOf } from './target.ts';

export interface Errand {
  readonly what: 'promote' | 'undo' | 'freeze';
  readonly url: string;
  readonly run: string;
  readonly fence: number;
  readonly stopAt: string;
  readonly intent?: SwapIntent;
  readonly copy?: ValidatedCopy;
  readonly roles?: readonly string[];
}

const errand = JSON.parse(process.argv[2] ?? '{}') as Errand;
const stand = new Int32Array(new SharedArrayBuffer(4));
const effort = effortOf(errand.run, errand.fence, {
  heard: (say) => {
    writeSync(1, `${say}\n`);
    if (say === errand.stopAt) Atomics.wait(stand, 0, 0);
  },
});

async function run(): Promise<void> {
  const target = { url: errand.url };
  if (errand.what === 'freeze') {
    const methods = [{ method: 'connection-gate' as const, roles: [...(errand.roles ?? [])] }];
    const unused = () => {
      throw new Error('not part of this errand');
    };
    const outside = { commands: { run: unused }, webhooks: { post: unused }, secretOf: unused };
    await createWriteFreeze({ target, methods, proveForMs: 50, ...outside }).freeze(approve(errand.run), effort);
    return;
  }
  const swap = createSwap({ target, bouncer: null });
  const intent = SwapIntent.parse(errand.intent);
  if (errand.what === 'undo') return swap.undo(intent, approve(errand.run), effort);
  await swap.promote(intent, ValidatedCopy.parse(errand.copy), approve(errand.run), effort);
}

await run();
effort.progress('ended');
