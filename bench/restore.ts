import { join } from 'node:path';
import { execa } from 'execa';
import type { StoredBackup } from '../src/domain/manifest.ts';
import { ask, effortOf, newRun } from '../tests/support/target.ts';
import { type Bench, timed } from './measured.ts';
import { jobs, openShop, type Shop } from './shop.ts';

const rounds = 5;

/** A cold restore by us (digests compared first) against pg_restore alone with its best flags, and the runbook's command. */
export const benchRestore: Bench = async (say) => {
  const shop = await openShop(say);
  try {
    const [plain, encrypted] = [await take(shop, 'plain'), await take(shop, 'encrypted')];
    const custom = join(shop.folder, 'runbook.dump');
    await execa(shop.cluster.programs.path('pg_dump'), [
      '--format=custom',
      '--no-owner',
      '--no-acl',
      '-f',
      custom,
      shop.url,
    ]);
    const directory = join(shop.folder, 'best');
    await execa(shop.cluster.programs.path('pg_dump'), ['-Fd', `-j${jobs}`, '-Z1', '-f', directory, shop.url]);
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      ours: () => restoreOurs(shop, 'plain', plain),
      'ours, encrypted': () => restoreOurs(shop, 'encrypted', encrypted),
      best: () => restoreRaw(shop, [`-j${jobs}`, '--exit-on-error', directory]),
      runbook: () => restoreRaw(shop, ['--clean', '--if-exists', '--no-owner', '--no-acl', custom]),
    };
    const taken = new Map<string, number[]>();
    for (let round = 1; round <= rounds; round += 1) {
      // Every round begins with another way, on a server with nothing left to write of the way before.
      for (const [name, way] of turned(Object.entries(ways), round)) {
        await ask(shop.cluster.url(), 'CHECKPOINT');
        taken.set(name, [...(taken.get(name) ?? []), await timed(way)]);
        await ask(shop.server, 'DROP DATABASE IF EXISTS restored');
        for (const copy of await shop.plain.copies.ofRun('bench')) await shop.plain.copies.drop(copy);
      }
      say(
        `round ${round} of ${rounds}: ${[...taken].map(([name, all]) => `${name} ${Math.round(all.at(-1) ?? 0)} ms`).join(' · ')}`,
      );
    }
    // The best of the rounds: whatever else the machine does only ever adds time.
    const best = (name: string) => Math.min(...(taken.get(name) ?? []));
    return {
      ratios: {
        'vs-best-pg-restore': best('ours') / best('best'),
        'vs-runbook': best('ours') / best('runbook'),
        'encrypted-vs-best-pg-restore': best('ours, encrypted') / best('best'),
      },
      figures: Object.fromEntries([...taken.keys()].map((name) => [`${name}, ms`, best(name)])),
    };
  } finally {
    await shop.close();
  }
};

function turned<Way>(ways: readonly Way[], by: number): Way[] {
  const first = by % ways.length;
  return [...ways.slice(first), ...ways.slice(0, first)];
}

function take(shop: Shop, house: 'plain' | 'encrypted'): Promise<StoredBackup> {
  const wish = { kind: 'manual', takenBy: 'bench', appCommit: null } as const;
  return shop[house].backups.take(wish, effortOf(newRun()));
}

async function restoreOurs(shop: Shop, house: 'plain' | 'encrypted', backup: StoredBackup): Promise<void> {
  const { copies } = shop[house];
  const effort = { ...effortOf(newRun()), tag: { ...effortOf(newRun()).tag, run: 'bench' } };
  await copies.restore(backup, copies.scratchName(effort.tag), effort);
}

/** Into an empty database, as ours does. */
async function restoreRaw({ cluster, server, urlOf }: Shop, args: readonly string[]): Promise<void> {
  await ask(server, 'CREATE DATABASE restored TEMPLATE template0');
  await execa(cluster.programs.path('pg_restore'), [...args, '-d', urlOf('restored')]);
}
