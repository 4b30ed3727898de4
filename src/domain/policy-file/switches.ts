import { z } from 'zod';
import { SwitchKind } from '../switches.ts';
import { CommandLine, Duration, HttpUrl, SecretName } from './measures.ts';

/** Says whether it is on: a command whose first line is `on` or `off`, or an address that answers with JSON. */
const SwitchState = z.union([
  CommandLine,
  z.strictObject({
    url: HttpUrl,
    /** JSON pointer to a value that is `true` or `"on"` where it is on, `false` or `"off"` where it is off. */
    pointer: z.string().startsWith('/'),
    token_env: SecretName.optional(),
    timeout: Duration.default(10_000),
  }),
]);

/** What production itself says of the trouble (B11): read-only, and limited in time. */
const SwitchEvidencePolicy = z.strictObject({
  /** Returns one number: how much has failed. */
  count: z.string().min(1),
  /** From this number on there is a reason to switch it off. */
  threshold: z.number().min(1).default(1),
  /** The rows that failed: the first column is the correlation id, the second, where there is one, the error message. */
  affected: z.string().min(1).optional(),
});

/** How one looks whether a provider is well again: a query that returns 0 then, an address that answers, or both. */
const RecheckPolicy = z.strictObject({
  every: Duration.default(300_000),
  query: z.string().min(1).optional(),
  url: HttpUrl.optional(),
  expect_status: z.number().int().min(100).max(599).default(200),
  timeout: Duration.default(10_000),
  /** So many looks in a row have to be good before switching it on again is proposed. */
  well_for: z.number().int().min(1).max(1000).default(3),
});
export type RecheckPolicy = z.infer<typeof RecheckPolicy>;

/**
 * What mends the affected rows once it is on again. A script finds their ids in `recourse_affected (correlation_id text)`; it is
 * tried on a copy first and runs in one transaction. A command finds them as a JSON array in RECOURSE_CORRELATION_IDS.
 */
const RetryPolicy = z.union([z.strictObject({ script: z.string().min(1) }), z.strictObject({ command: CommandLine })]);
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** A part of the service that can be given up for a while: a feature (P2 C), or the use of a third party (B11). */
export const SwitchPolicy = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and hyphens')
    .max(40),
  title: z.string().min(1).max(80),
  of: SwitchKind,
  state: SwitchState,
  disable: CommandLine,
  enable: CommandLine,
  evidence: SwitchEvidencePolicy.optional(),
  /** Only for a provider. */
  recheck: RecheckPolicy.optional(),
  /** Only for a provider; needs `evidence.affected`. */
  retry: RetryPolicy.optional(),
  /** While it is off, people are told again this often. */
  remind_every: Duration.default(3_600_000),
});
export type SwitchPolicy = z.infer<typeof SwitchPolicy>;
