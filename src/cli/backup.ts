import { type Command, Option } from 'commander';
import type { PruneOptions } from './backup/prune-backups.ts';
import type { VerifyOptions } from './backup/verify-backup.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const form = () => new Option('--format <form>', 'how it is written').choices(['text', 'json']).default('text');

/** `recourse backup …`: works beside the running bot, and without Slack. */
export function addBackup(program: Command, terminal: Terminal, answer: Answer): void {
  const backup = program
    .command('backup')
    .description('backups of a service: take, list, show, verify, pin, unpin, prune');

  backup
    .command('take <service>')
    .description('take a backup now; nothing is stopped for it')
    .addOption(form())
    .addHelpText('after', '\nExamples:\n  npx recourse backup take promptrefine')
    .action((service: string, options: { format: 'text' | 'json' }) =>
      answer(async () => (await import('./backup/take-backup.ts')).takeBackup(service, options, terminal)),
    );

  backup
    .command('list <service>')
    .description('the backups of a service, newest first')
    .addOption(form())
    .addHelpText('after', '\nExamples:\n  npx recourse backup list promptrefine')
    .action((service: string, options: { format: 'text' | 'json' }) =>
      answer(async () => (await import('./backup/list-backups.ts')).listBackups(service, options, terminal)),
    );

  backup
    .command('show <service> [backup]')
    .description('everything that is known of a backup; the newest unless one is named')
    .addOption(form())
    .action((service: string, id: string | undefined, options: { format: 'text' | 'json' }) =>
      answer(async () => (await import('./backup/show-backup.ts')).showBackup(service, id, options, terminal)),
    );

  backup
    .command('verify <service> [backup]')
    .description('prove a backup by restoring it into a scratch database; the newest unless one is named')
    .option('--quick', 'only compare its bytes with its digests', false)
    .addOption(form())
    .addHelpText('after', verifyHelp)
    .action((service: string, id: string | undefined, options: VerifyOptions) =>
      answer(async () => (await import('./backup/verify-backup.ts')).verifyBackup(service, id, options, terminal)),
    );

  backup
    .command('prune <service>')
    .description('remove the backups that are older than the policy keeps them')
    .option('--dry-run', 'only say which would go, and why', false)
    .addOption(form())
    .addHelpText('after', pruneHelp)
    .action((service: string, options: PruneOptions) =>
      answer(async () => (await import('./backup/prune-backups.ts')).pruneBackups(service, options, terminal)),
    );
  addPins(backup, terminal, answer);
}

function addPins(backup: Command, terminal: Terminal, answer: Answer): void {
  backup
    .command('pin <service> <backup>')
    .description('keep a backup, whatever its age')
    .requiredOption('--reason <text>', 'why, for whoever makes room one day')
    .addHelpText('after', pinHelp)
    .action((service: string, id: string, options: { reason: string }) =>
      answer(async () => (await import('./backup/pin-backup.ts')).pinBackup(service, id, options, terminal)),
    );

  backup
    .command('unpin <service> <backup>')
    .description('let a backup’s age decide again')
    .action((service: string, id: string) =>
      answer(async () => (await import('./backup/pin-backup.ts')).unpinBackup(service, id, terminal)),
    );
}

const pinHelp = `
Example:
  npx recourse backup pin promptrefine 20261121T113400Z-manual-4f1c9a02 --reason "before the audit"`;

const pruneHelp = `
Never removed: the newest good backup, pinned ones, and those that a live incident uses. The schedule does the same after each backup.

Examples:
  npx recourse backup prune promptrefine --dry-run
  npx recourse backup prune promptrefine`;

const verifyHelp = `
The copy is compared with the backup's manifest row by row. The result is kept beside the backup. A copy that passed is
kept as a ready copy where the policy has room for it (database.ready_copies) and the store can be opened; else it is dropped.
A verify of the same service that still runs is ended by a newer one.

Exit code 0: the backup is good. 1: it is not, or there is none.

Examples:
  npx recourse backup verify promptrefine
  npx recourse backup verify promptrefine 20261121T113400Z-manual-4f1c9a02 --quick`;
