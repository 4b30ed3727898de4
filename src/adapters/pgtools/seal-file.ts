import { open, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { FileSeal } from '../../ports/lost-rows.ts';
import { startChild } from './child.ts';
import { ageChild, type SealWishes, throwFirst } from './seal.ts';

/** Seals single files for the backups' recipients (B4); null where backups are not encrypted either. */
export function createFileSeal(wishes: SealWishes): FileSeal | null {
  if (wishes.recipients.length === 0) return null;
  return {
    ending: '.age',
    write: async (source, path, effort) => {
      await writeFile(path, '', { mode: 0o600 }); // age keeps the rights of a file that is there
      const keys = wishes.recipients.flatMap((recipient) => ['--recipient', recipient]);
      const age = startChild(ageChild(wishes, ['--encrypt', ...keys, '--output', path]), effort, { stdin: 'pipe' });
      const { stdin } = age;
      if (stdin === null) throw new Error('stdin is piped');
      await throwFirst([age.done, pipeline(source, stdin)]);
      const file = await open(path, 'r');
      await file.sync().finally(() => file.close());
    },
  };
}
