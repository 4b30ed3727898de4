import { expect, test } from 'vitest';
import { aBackup } from '../../blocks/support/facts.ts';
import { inBothModes, ops, sam } from './bot.ts';

inBothModes('backups by command', (stage) => {
  test('a backup is announced in the channel, and the same message says what came of it', async () => {
    stage.bot.useCases.backups = [aBackup()];
    const before = await stage.bot.slack.history(ops);
    await stage.as(sam).command(ops, '/backup', 'take');
    await stage.bot.slack.waitForMessage(ops, 'The backup of PromptRefine is finished.');
    expect(await stage.bot.slack.history(ops)).toHaveLength(before.length + 1);
    stage.bot.useCases.backups = [];
  });

  test('backups are shown, proved, pinned with a reason and pruned by name', async () => {
    const backup = aBackup();
    const { id } = backup.manifest;
    stage.bot.useCases.backups = [backup];
    stage.bot.useCases.asked.length = 0;
    await stage.as(sam).command(ops, '/backup', 'show');
    await stage.hears(sam, new RegExp(`Backup of PromptRefine[\\s\\S]*${id}[\\s\\S]*Taken by`));
    await stage.as(sam).command(ops, '/backup', `verify ${id}`);
    await stage.bot.slack.waitForMessage(ops, /PromptRefine (is proved|did not pass)/);
    await stage.as(sam).command(ops, '/backup', `pin \`${id}\` before the audit`);
    await stage.hears(sam, 'This backup is pinned.');
    await stage.as(sam).command(ops, '/backup', 'pin before the audit');
    await stage.hears(sam, 'There is no service “before the audit”');
    await stage.as(sam).command(ops, '/backup', `unpin promptrefine ${id}`);
    await stage.hears(sam, 'no longer pinned');
    await stage.as(sam).command(ops, '/backup', 'prune —dry-run');
    await stage.hears(sam, /1 backup of PromptRefine would be removed[\s\S]*20 days old/);
    expect(stage.bot.useCases.asked.map(({ name, given }) => [name, given])).toEqual([
      ['verifyBackup', { service: 'promptrefine', id }],
      ['pinBackup', { service: 'promptrefine', id, reason: 'before the audit' }],
      ['unpinBackup', { service: 'promptrefine', id }],
      ['pruneBackups', { service: 'promptrefine', dryRun: true }],
    ]);
    stage.bot.useCases.backups = [];
  });
});
