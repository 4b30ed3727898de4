import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Digest } from '../../../domain/ids.ts';
import { isNotKnownThere, isNotThere, isTaken, onBucket } from './s3-errors.ts';

const MIB = 1024 * 1024;
/** Small enough to keep few of them in memory, large enough for 9,000 of them to hold 144 GB. */
const PART_BYTES = 16 * MIB;
/** S3 allows 10,000. */
const PARTS_MAX = 9_000;
const PARTS_AT_ONCE = 3;
const readBytes = MIB;

/** What was sent or read, measured while it went by. */
export interface Measured {
  readonly bytes: number;
  readonly sha256: Digest;
}

/** One bucket, in the few verbs that a vault needs. Memory stays flat: bodies are streams. */
export interface Bucket {
  readonly name: string;
  readonly client: S3Client;
  /** Null where there is no such key. */
  readText(key: string): Promise<string | null>;
  /** The bytes of an object; null where there is no such key. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  isThere(key: string): Promise<boolean>;
  writeText(key: string, text: string): Promise<void>;
  /** False where the key was there already, and stays as it is. */
  writeTextOnce(key: string, text: string): Promise<boolean>;
  /** In parts where it is large; an upload that fails leaves none of them behind. */
  upload(key: string, path: string): Promise<Measured>;
  /** With versioning it is hidden by a marker, without it is gone. Harmless where it is gone already. */
  remove(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
  /** What stands between the prefix and the next `/`. */
  folders(prefix: string): Promise<readonly string[]>;
}

export function openBucket(client: S3Client, name: string): Bucket {
  const at = (key: string) => ({ Bucket: name, Key: key });
  const on = <Result>(doing: string, key: string, work: () => Promise<Result>) =>
    onBucket(doing, { bucket: name, key }, work);
  const put = (key: string, content: string, condition: { IfNoneMatch?: string } = {}) =>
    client.send(new PutObjectCommand({ ...at(key), ...condition, Body: content, ContentType: 'application/json' }));
  const isThere = (key: string) =>
    on('looking for an object', key, async () => (await orNull(client.send(new HeadObjectCommand(at(key))))) !== null);
  const read = (key: string) =>
    on('reading', key, async () => {
      const answer = await orNull(client.send(new GetObjectCommand(at(key))));
      return (answer?.Body as AsyncIterable<Uint8Array> | undefined) ?? null;
    });
  return {
    name,
    client,
    read,
    isThere,
    readText: async (key) => {
      const body = await read(key);
      if (body === null) return null;
      return on('reading', key, () => text(body));
    },
    writeText: (key, content) => on('writing', key, async () => void (await put(key, content))),
    writeTextOnce: (key, content) =>
      on('writing', key, async () => {
        if (await isThere(key)) return false;
        return putOnce(
          () => put(key, content, { IfNoneMatch: '*' }),
          () => put(key, content),
        );
      }),
    upload: (key, path) => on('uploading', key, () => uploadFile(client, at(key), path)),
    remove: (key) => on('removing', key, async () => void (await client.send(new DeleteObjectCommand(at(key))))),
    keys: (prefix) => on('listing', prefix, () => listKeys(client, name, prefix)),
    folders: (prefix) => on('listing', prefix, () => listFolders(client, name, prefix)),
  };
}

/** Servers that know no conditional writes were looked at a moment before; that has to do there. */
async function putOnce(conditionally: () => Promise<unknown>, plainly: () => Promise<unknown>): Promise<boolean> {
  try {
    await conditionally();
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    if (!isNotKnownThere(error)) throw error;
    await plainly();
    return true;
  }
}

async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

async function uploadFile(client: S3Client, at: { Bucket: string; Key: string }, path: string): Promise<Measured> {
  const { size } = await stat(path);
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = async function* () {
    for await (const chunk of createReadStream(path, { highWaterMark: readBytes }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  const upload = new Upload({
    client,
    params: { ...at, Body: Readable.from(measured(), { objectMode: false }) },
    partSize: Math.max(PART_BYTES, Math.ceil(size / PARTS_MAX)),
    queueSize: PARTS_AT_ONCE,
  });
  await upload.done();
  return { bytes, sha256: Digest.parse(hash.digest('hex')) };
}

async function listKeys(client: S3Client, name: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix })) {
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
  }
  return keys;
}

async function listFolders(client: S3Client, name: string, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  const wish = { Bucket: name, Prefix: prefix, Delimiter: '/' };
  for await (const page of paginateListObjectsV2({ client }, wish)) {
    for (const each of page.CommonPrefixes ?? []) folders.push((each.Prefix ?? '').slice(prefix.length, -1));
  }
  return folders;
}
