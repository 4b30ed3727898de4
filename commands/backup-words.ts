import { BackupId } from '../src/domain/ids.ts';

/** What stands behind `/backup verb`: `[service] [backup] [the rest]`, and flags anywhere. */
export interface BackupWords {
  /** As it was written; empty where none was named. */
  readonly service: string;
  readonly id: BackupId | null;
  /** What stands behind the backup, as it was written. */
  readonly rest: string;
  readonly dryRun: boolean;
}

const dryRunFlag = /(^|\s)(--|—|–)dry-run(?=\s|$)/i; // people's keyboards make one long dash of two short ones

export function readBackupWords(text: string): BackupWords {
  const dryRun = dryRunFlag.test(text);
  const plain = text.replace(dryRunFlag, ' ').trim();
  const words = plain.split(/\s+/).filter((word) => word !== '');
  const at = words.findIndex((word) => BackupId.safeParse(bare(word)).success);
  if (at === -1) return { service: words.join(' '), id: null, rest: '', dryRun };
  const written = words[at] ?? '';
  return {
    service: words.slice(0, at).join(' '),
    id: BackupId.parse(bare(written)),
    rest: plain.slice(plain.indexOf(written) + written.length).trim(),
    dryRun,
  };
}

/** A backup is often copied out of a message with the backticks around it. */
function bare(word: string): string {
  return word.replace(/^`+|`+$/g, '');
}
