import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillTrouble } from '../../../../src/domain/drill.ts';
import { withClient } from '../../../cluster/with-client.ts';
import type { World } from '../../../host/world.ts';
import { takeBackup } from '../../acts.ts';
import { keyFiles, rtoObjective } from './prepare.ts';

/** One way in which a recovery would have failed, made true before a drill. */
export interface Trial {
  /** What the drill has to be told as. */
  readonly trouble: DrillTrouble;
  /** What happens, for whoever watches. */
  readonly say: string;
  /** What the message has to say of it. */
  readonly told: string;
  /** Does the harm; what it gives back undoes it. */
  harm(world: World): Promise<() => Promise<void>>;
}

const nothingToUndo = async () => undefined;

/** Before anything was ever backed up. */
export const noBackupYet: Trial = {
  trouble: 'no-backup',
  say: 'Sam asks for a drill before anybody has taken a backup: /drill run promptrefine',
  told: 'there is no backup',
  harm: async () => nothingToUndo,
};

/** In this order: each leaves the next one the backup that it needs. */
export const trials: readonly Trial[] = [
  {
    trouble: 'wrong-key',
    say: 'Somebody replaces the key on this machine',
    told: 'the key does not open the backup',
    async harm({ folder }) {
      const { identity, wrong } = keyFiles(folder);
      renameSync(identity, `${identity}.kept`);
      writeFileSync(identity, readFileSync(wrong), { mode: 0o600 });
      return async () => renameSync(`${identity}.kept`, identity);
    },
  },
  {
    trouble: 'damaged-backup',
    say: 'One bit of the backup changes where it is stored',
    told: 'the backup is damaged',
    async harm(world) {
      const file = largestFile(join(newestBackup(world), 'artifact'));
      const flip = () => {
        const bytes = readFileSync(file);
        const middle = bytes.length >> 1;
        bytes[middle] = (bytes[middle] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      };
      flip();
      return async () => flip();
    },
  },
  {
    trouble: 'rows-differ',
    say: 'The manifest speaks of more rows than the backup holds',
    told: 'rows differ from the backup',
    async harm(world) {
      const file = join(newestBackup(world), 'manifest.json');
      const text = readFileSync(file, 'utf8');
      // The first table that has rows: its count is no longer what lies in the backup.
      const changed = text.replace(/"rows":(\s?)([1-9]\d*)/, (_, gap, rows) => `"rows":${gap}${Number(rows) + 17}`);
      if (changed === text) throw new Error('the manifest names no rows');
      writeFileSync(file, changed);
      return async () => writeFileSync(file, text);
    },
  },
  {
    trouble: 'missing-table',
    say: 'A backup is taken while test_runs is away under another name',
    told: 'a table is missing',
    async harm(world) {
      const { service } = world;
      const rename = (from: string, to: string) =>
        withClient(service.ownerUrl, (client) => client.query(`ALTER TABLE ${from} RENAME TO ${to}`));
      await rename('test_runs', 'test_runs_moved');
      try {
        await takeBackup(world);
      } finally {
        await rename('test_runs_moved', 'test_runs');
      }
      return nothingToUndo;
    },
  },
  {
    trouble: 'too-slow',
    say: 'The team promises itself a recovery within a tenth of a second; a good backup is taken',
    told: 'slower than its objective',
    async harm(world) {
      await takeBackup(world);
      const file = join(world.folder, 'recourse.yaml');
      const text = readFileSync(file, 'utf8');
      const policy = async (now: string) => {
        writeFileSync(file, now);
        await world.restartBot();
        await world.slack.waitForBot(true, { timeoutMs: 60_000 });
      };
      await policy(text.replace(rtoObjective, 'rto_objective: 100ms'));
      return () => policy(text);
    },
  },
];

function newestBackup({ folder, example }: World): string {
  const shelf = join(folder, 'backups', example.name);
  const newest = readdirSync(shelf).toSorted().at(-1);
  if (newest === undefined) throw new Error(`there is no backup in ${shelf}`);
  return join(shelf, newest);
}

function largestFile(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const [largest] = paths.toSorted((left, right) => statSync(right).size - statSync(left).size);
  if (largest === undefined) throw new Error(`there is no file in ${folder}`);
  return largest;
}
