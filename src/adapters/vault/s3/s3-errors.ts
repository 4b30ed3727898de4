import { RecourseError } from '../../../domain/errors.ts';

/** Where an operation was done, for its error. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

const hints: readonly (readonly [codes: RegExp, hint: string])[] = [
  [/^NoSuchBucket$/, 'Create the bucket, or correct `backups.storage.bucket`.'],
  [
    /^(AccessDenied|AllAccessDisabled|403|Forbidden)$/,
    'Give the key s3:PutObject, s3:GetObject, s3:DeleteObject, s3:ListBucket and the multipart rights on the bucket.',
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken)$/,
    'The key was refused: look at the variables that `backups.storage` names.',
  ],
  [/^RequestTimeTooSkewed$/, 'Set this machine’s clock; S3 refuses requests that are minutes off.'],
  [/^(PermanentRedirect|AuthorizationHeaderMalformed)$/, 'Let `backups.storage.region` name the bucket’s own region.'],
  [
    /CERT|SIGNATURE|ERR_TLS|EPROTO/,
    'Let `backups.storage.ca_file` name the certificate authority of that server, and look at its host name.',
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|TimeoutError)$/,
    'Look at `backups.storage.endpoint` and the network.',
  ],
];

/** Runs one operation on the bucket and turns what it throws into an error that a person can act on. */
export async function onBucket<Result>(doing: string, place: Place, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw bucketError(doing, place, cause);
  }
}

/** Says what a refused or broken request means for the storage. Never repeats credentials or a server's free text. */
export function bucketError(doing: string, { bucket, key }: Place, cause: unknown): RecourseError {
  if (cause instanceof RecourseError) return cause;
  const code = codeOf(cause);
  const hint = hints.find(([codes]) => codes.test(code))?.[1];
  return new RecourseError(
    `The backup storage did not answer as it should: ${doing} at s3://${bucket}/${key} (${code}).`,
    {
      code: 'storage-failed',
      hint: hint ?? 'Look at the bucket by hand; `npx recourse check` tries everything that a backup needs.',
      facts: { bucket, key, code },
      cause,
    },
  );
}

/** S3's name for what went wrong, or the system's. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return /^[\w.-]{1,60}$/.test(error.name) && error.name !== 'Error' ? error.name : 'unknown';
}

function statusOf(error: unknown): number {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 0;
}

export function isNotThere(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'NoSuchKey' || code === 'NotFound' || (statusOf(error) === 404 && code !== 'NoSuchBucket');
}

/** Somebody else wrote this key first. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412 || codeOf(error) === 'ConditionalRequestConflict';
}

export function isNotKnownThere(error: unknown): boolean {
  return statusOf(error) === 501 || codeOf(error) === 'NotImplemented';
}

export function isDenied(error: unknown): boolean {
  return statusOf(error) === 403;
}
