import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { RecourseError } from '../../domain/errors.ts';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { type Child, startChild } from './child.ts';

/** Encrypts for people's keys with the `age` program, so that the machine that takes backups cannot read them (B4). */
export interface SealWishes {
  /** Absolute path of `age`; undefined where it is not installed. */
  readonly age: string | undefined;
  /** `age1…` */
  readonly recipients: readonly string[];
  /** Path of the identity file; undefined on a machine that only takes backups. */
  readonly identityFile: string | undefined;
  readonly strike: StrikeSecrets;
}

/** One sealed file: pg_dump's custom format, compressed with zstd, encrypted with age. */
export const sealedFile = 'dump.zst.age';

const chunkBytes = 256 * 1024;

/**
 * Runs a program and seals what it writes, in one pipe: no byte reaches the disk unencrypted. Level 1, because time
 * counts while the snapshot is held, and the custom format's own gzip would take one core for four times as long.
 */
export async function sealOutput(source: Child, folder: string, wishes: SealWishes, effort: Effort): Promise<void> {
  const keys = wishes.recipients.flatMap((recipient) => ['--recipient', recipient]);
  const sealing = ageChild(wishes, ['--encrypt', ...keys, '--output', join(folder, sealedFile)]);
  const dump = startChild(source, effort, { stdout: 'pipe' });
  const age = startChild(sealing, effort, { stdin: 'pipe' });
  const level = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };
  const squeeze = createZstdCompress({ chunkSize: chunkBytes, params: level });
  const piped = pipeline(dump.stdout ?? [], squeeze, age.stdin ?? squeeze);
  // An age that fails breaks the pipe and pg_dump with it; a pg_dump that fails is the end of the text to the others.
  await throwFirst([age.done, dump.done, piped]);
}

/** Waits for all of them, then throws what the first of them in this order threw. */
export async function throwFirst(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  const broken = outcomes.find((outcome) => outcome.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

/** An archive without encryption that only open file handles lead to. */
export interface OpenedArchive {
  /** For pg_restore and its workers. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Decrypts and unpacks into a file that has no name from its first byte on (Linux): it is gone when we are, even by
 * kill -9. Elsewhere the file has a name until it is closed. pg_restore needs a file, because its jobs jump about in it.
 */
export async function openSealed(
  folder: string,
  workFolder: string,
  wishes: SealWishes,
  effort: Effort,
): Promise<OpenedArchive> {
  if (wishes.identityFile === undefined) throw identityMissing();
  const named = join(workFolder, `${effort.tag.run}.${effort.tag.fence}.${process.pid}.opened`);
  const plain = await open(named, 'wx+', 0o600);
  const nameless = process.platform === 'linux';
  const close = async () => {
    await plain.close();
    await rm(named, { force: true });
  };
  try {
    if (nameless) await rm(named);
    const opening = ageChild(wishes, ['--decrypt', '--identity', wishes.identityFile, join(folder, sealedFile)]);
    const age = startChild(opening, effort, { stdout: 'pipe' });
    const unpacked = pipeline(age.stdout ?? [], createZstdDecompress({ chunkSize: chunkBytes }), (bytes) =>
      plain.writeFile(bytes),
    );
    // Where there is no room the pipe breaks and age with it; a key that does not fit is heard from age.
    const noRoom = unpacked.catch((cause: unknown) => refuseWithoutRoom(cause, workFolder));
    await throwFirst([noRoom, age.done, unpacked]);
    return { path: nameless ? `/proc/${process.pid}/fd/${plain.fd}` : named, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `age` as a child. @throws RecourseError `tool-missing` */
export function ageChild({ age, strike }: SealWishes, args: readonly string[]): Child {
  if (age === undefined) {
    throw new RecourseError('The program `age` was not found, and backups here are encrypted with it.', {
      code: 'tool-missing',
      hint: 'Install it: Debian or Ubuntu "apt-get install age", Fedora "dnf install age", macOS "brew install age".',
    });
  }
  return { program: age, args, env: {}, strike };
}

function identityMissing(): RecourseError {
  return new RecourseError('This backup is encrypted, and no identity file is configured here.', {
    code: 'bad-configuration',
    hint: 'Set `backups.identity_file_env` to the environment variable with the path of the age identity file.',
  });
}

function refuseWithoutRoom(cause: unknown, workFolder: string): void {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return;
  throw new RecourseError(`There is no room to unpack the backup in ${workFolder}.`, {
    code: 'disk-full',
    hint: 'An encrypted backup is unpacked beside the backups before it is restored; free room for the whole database.',
    facts: { path: workFolder },
    cause,
  });
}
