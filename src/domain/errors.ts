export const errorCodes = [
  'bad-configuration',
  'bad-input',
  'tool-missing',
  'tool-failed',
  'database-unreachable',
  'database-refused',
  'rights-missing',
  'disk-full',
  'backup-damaged',
  'backup-breaks-rules',
  'backup-missing',
  'storage-failed',
  'storage-locked',
  'validation-failed',
  'freeze-not-proved',
  'swap-blocked',
  'swap-interrupted',
  'deploy-failed',
  'provider-refused',
  'provider-unreachable',
  'outcome-unknown',
  'check-failed',
  'command-failed',
  'slack-unreachable',
  'slack-refused',
  'store-unreachable',
  'store-too-new',
  'store-locked',
  'lease-lost',
  'fenced-off',
  'journal-corrupt',
  'journal-conflict',
  'not-found',
  'timed-out',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The plain values that an error may carry. Never a secret: connection strings and tokens stay out. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An error that a person can act on: what happened (`message`), the facts, and the next move (`hint`).
 * Expected refusals are verdicts; this is for what should not have happened.
 */
export class RecourseError extends Error {
  override readonly name = 'RecourseError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly facts: Facts;

  constructor(message: string, given: { code: ErrorCode; hint: string; facts?: Facts; cause?: unknown }) {
    super(message, given.cause === undefined ? undefined : { cause: given.cause });
    this.code = given.code;
    this.hint = given.hint;
    this.facts = given.facts ?? {};
  }
}
