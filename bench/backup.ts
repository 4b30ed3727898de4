import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { effortOf, newRun } from '../tests/support/target.ts';
import { type Bench, timed } from './measured.ts';
import { jobs, openShop, type Shop } from './shop.ts';

const rounds = 3;

type Way = (shop: Shop, file: string) => Promise<unknown>;

/** Dumps without fingerprints, digests or encryption that an operator could keep, as fast as each format can. */
const rawWays: Readonly<Record<string, Way>> = {
  'directory, 2 jobs, gzip 1': (shop, file) => dump(shop, ['-Fd', `-j${jobs}`, '-Z1', '-f', file]),
  'custom through zstd 1': (shop, file) =>
    execa(shop.cluster.programs.path('pg_dump'), ['-Fc', '-Z0', shop.url], { buffer: false }).pipe(
      'zstd',
      ['-q', '-1', '-T2', '-o', file],
      { buffer: false },
    ),
};

/** Several times the size of the others, so it is shown as a figure and sets no ratio. */
const uncompressed: Way = (shop, file) => dump(shop, ['-Fd', `-j${jobs}`, '-Z0', '-f', file]);

/** The runbook's command (B5). */
const runbook: Way = (shop, file) => dump(shop, ['--format=custom', '--no-owner', '--no-acl', '-f', file]);

function dump({ cluster, url }: Shop, args: readonly string[]): Promise<unknown> {
  return execa(cluster.programs.path('pg_dump'), [...args, url]);
}

/** Our whole backup (snapshot, fingerprints, compression, encryption, digests) against plain dumps of the same data. */
export const benchBackup: Bench = async (say) => {
  const shop = await openShop(say);
  try {
    const taken = new Map<string, number[]>();
    const measure = async (name: string, work: (file: string) => Promise<unknown>) => {
      const file = join(shop.folder, 'raw');
      const ms = await timed(() => work(file));
      await rm(file, { recursive: true, force: true });
      taken.set(name, [...(taken.get(name) ?? []), ms]);
    };
    // In turns, so that a noisy moment falls on all of them.
    for (let round = 1; round <= rounds; round += 1) {
      await measure('ours', () => takeBackup(shop, 'encrypted'));
      await measure('ours, not encrypted', () => takeBackup(shop, 'plain'));
      await measure('fingerprints', () => fingerprint(shop));
      for (const [name, way] of Object.entries(rawWays)) await measure(name, (file) => way(shop, file));
      await measure('directory, 2 jobs, no compression', (file) => uncompressed(shop, file));
      await measure('runbook', (file) => runbook(shop, file));
      say(
        `round ${round} of ${rounds}: ${[...taken].map(([name, all]) => `${name} ${Math.round(all.at(-1) ?? 0)} ms`).join(' · ')}`,
      );
    }
    // The best of the rounds: whatever else the machine does only ever adds time.
    const best = (name: string) => Math.min(...(taken.get(name) ?? []));
    const raw = Math.min(...Object.keys(rawWays).map(best));
    return {
      ratios: {
        'vs-fastest-raw-plus-fingerprint': best('ours') / (raw + best('fingerprints')),
        'vs-runbook': best('ours') / best('runbook'),
        'not-encrypted-vs-fastest-raw-plus-fingerprint': best('ours, not encrypted') / (raw + best('fingerprints')),
      },
      figures: Object.fromEntries([...taken.keys()].map((name) => [`${name}, ms`, best(name)])),
    };
  } finally {
    await shop.close();
  }
};

function takeBackup(shop: Shop, house: 'plain' | 'encrypted'): Promise<unknown> {
  const wish = { kind: 'manual', takenBy: 'bench', appCommit: null } as const;
  return shop[house].backups.take(wish, effortOf(newRun()));
}

async function fingerprint({ plain }: Shop): Promise<void> {
  const effort = effortOf(newRun());
  const held = await plain.snapshots.open(effort);
  await held.fingerprint(effort);
  await held.close();
}
