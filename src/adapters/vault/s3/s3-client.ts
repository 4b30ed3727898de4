import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { RecourseError } from '../../../domain/errors.ts';
import type { S3Storage } from '../../../domain/policy-file/backups.ts';

/** A server that does not answer is given up after so long, and the request is tried again. */
const CONNECT_MS = 10_000;
const SILENT_MS = 60_000;
/** The first try and four more, with growing pauses. */
const ATTEMPTS = 5;
const SOCKETS = 16;

/**
 * A client for one bucket's server. Its credentials are the policy's and no others: neither the AWS variables nor
 * `~/.aws` are looked at, so that a check on one machine says what happens on another.
 *
 * @throws RecourseError `bad-configuration` when the file with the certificate authority cannot be read
 */
export function connectS3(storage: S3Storage, secretOf: (name: string) => string): S3Client {
  const sessionToken = storage.session_token_env === undefined ? undefined : secretOf(storage.session_token_env);
  const authority = storage.ca_file === undefined ? {} : { ca: readAuthority(storage.ca_file) };
  const client = new S3Client({
    region: storage.region,
    ...(storage.endpoint === undefined ? {} : { endpoint: storage.endpoint }),
    forcePathStyle: storage.path_style,
    credentials: {
      accessKeyId: secretOf(storage.access_key_id_env),
      secretAccessKey: secretOf(storage.secret_access_key_env),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS, ...authority },
    },
  });
  sendMd5(client);
  return client;
}

/**
 * The SDK sends CRC-32 with every body, which servers older than 2025 take no notice of. Content-MD5 all of them check:
 * what was changed on its way is refused.
 */
function sendMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (hasBodyAndHeaders(request) && (typeof request.body === 'string' || request.body instanceof Uint8Array)) {
        request.headers['content-md5'] ??= createHash('md5').update(request.body).digest('base64');
      }
      return next(args);
    },
    { step: 'build', name: 'recourseContentMd5', priority: 'low' },
  );
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

function hasBodyAndHeaders(request: unknown): request is Sent {
  return typeof request === 'object' && request !== null && 'headers' in request && 'body' in request;
}

function readAuthority(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new RecourseError(`The certificate authority ${file} cannot be read.`, {
      code: 'bad-configuration',
      hint: 'Let `backups.storage.ca_file` name a PEM file that the account which runs Recourse may read.',
      facts: { path: file },
      cause,
    });
  }
}
