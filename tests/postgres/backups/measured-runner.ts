// Takes a backup, restores and validates it, counts and exports the loss against the copy; then says how much memory that took.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createLossCounter } from '../../../src/adapters/postgres/loss.ts';
import { ValidatedCopy } from '../../../src/domain/database.ts';
import { anyFailed } from '../../../src/domain/finding.ts';
import { effortOf } from '../../support/target.ts';
import { assembleWorld } from './open-world.ts';

export interface MeasuredErrand {
  readonly url: string;
  readonly vaultPath: string;
  readonly programs: string;
  readonly run: string;
  /** The parent changes production at this word. */
  readonly stopAt: string;
}

const errand = JSON.parse(process.argv[2] ?? '{}') as MeasuredErrand;
const world = await assembleWorld(errand);
const effort = effortOf(errand.run);
await world.fencing.raise(effort.tag);
const backup = await world.backups.take({ kind: 'manual', takenBy: 'U0TEST', appCommit: 'abc1234' }, effort);
const made = await world.copies.restore(backup, world.copies.scratchName(effort.tag), effort);
const copy = ValidatedCopy.parse(made);
if (anyFailed(await world.copies.validate(copy, backup, effort))) throw new Error('the copy is not the backup');
writeSync(1, `${errand.stopAt}\n`);
process.kill(process.pid, 'SIGSTOP');
const loss = createLossCounter({ target: { url: errand.url }, folder: join(errand.vaultPath, 'lost') });
const report = await loss.count(copy, backup, effort);
// As if of another cluster: every row of both sides is compared.
const elsewhere = { ...backup, manifest: { ...backup.manifest, systemIdentifier: '1' } };
const byHash = await loss.count(copy, elsewhere, effort);
const { rows } = await loss.exportRows(copy, backup, report, effort);
await world.copies.drop(copy);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
writeSync(1, `${JSON.stringify({ peakMb, rows, ways: [report.method, byHash.method] })}\n`);
