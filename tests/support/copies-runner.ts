// Proves a backup and keeps the copy, claims a ready copy, or drops a replaced database; stands still for ever when it has
// said a certain thing, to be killed there.
import { writeSync } from 'node:fs';
import { createReplacedDatabases } from '../../src/adapters/postgres/replaced.ts';
import { BackupId } from '../../src/domain/ids.ts';
import { proveBackup } from '../../src/services/backups/prove-by-hand.ts';
import { takeReadyCopy } from '../../src/steps/take-ready-copy.ts';
import { assembleWorld, type WorldWishes } from '../postgres/backups/open-world.ts';
import { effortOf } from './target.ts';

export type Errand = Pick<WorldWishes, 'url' | 'programs' | 'vaultPath' | 'service'> & {
  readonly home: string | undefined;
  readonly run: string;
  readonly fence: number;
  /** The beginning of what is said where it stands still. */
  readonly stopAt: string;
} & (
    | { readonly what: 'prove'; readonly backup: string }
    | { readonly what: 'claim'; readonly backup: string; readonly name: string }
    | { readonly what: 'drop' }
  );

const errand = JSON.parse(process.argv[2] ?? '{}') as Errand;
const stand = new Int32Array(new SharedArrayBuffer(4));
const heard = (say: string) => {
  writeSync(1, `${say}\n`);
  if (say.startsWith(errand.stopAt)) Atomics.wait(stand, 0, 0);
};
const effort = effortOf(errand.run, errand.fence, { heard });

async function run(): Promise<void> {
  if (errand.what === 'drop') {
    const replaced = createReplacedDatabases({ target: { url: errand.url }, home: errand.home });
    for (const { database } of await replaced.list()) await replaced.drop(database, heard);
    return;
  }
  const { home, ...wishes } = errand;
  const world = await assembleWorld({ ...wishes, ...(home === undefined ? {} : { home }) });
  const stored = await world.backups.read(BackupId.parse(errand.backup));
  if (stored === null) throw new Error(`there is no backup ${errand.backup}`);
  if (errand.what === 'prove') {
    const rules = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
    await proveBackup(world, { now: () => new Date() }, stored, effort, rules);
    return;
  }
  const [ready] = await world.ready.list();
  if (ready === undefined) throw new Error('there is no ready copy');
  const given = { ports: world, effort } as unknown as Parameters<typeof takeReadyCopy>[0];
  await takeReadyCopy(given, { stored, ready: ready.database, name: errand.name });
}

await run();
heard('ended');
