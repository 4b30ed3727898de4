import { z } from 'zod';
import { CommandLine, Duration, HttpUrl, SecretName } from './measures.ts';

/** A request from outside whose answer says whether the service works (G9, B7). */
export const SmokeCheck = z.strictObject({
  name: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  /** May use values kept by an earlier check: `/api/prompts/{promptId}`. */
  path: z.string().startsWith('/'),
  body: z.record(z.string(), z.unknown()).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Headers whose values are secrets: header name → environment variable. */
  secret_headers: z.record(z.string(), SecretName).default({}),
  expect_status: z.number().int().min(100).max(599).default(200),
  /** Text that the answer must contain. */
  expect_text: z.string().optional(),
  /** Values to keep for later checks: name → JSON pointer into the answer, `/items/0/id`. */
  keep: z.record(z.string(), z.string().startsWith('/')).default({}),
  timeout: Duration.default(10_000),
});
export type SmokeCheck = z.infer<typeof SmokeCheck>;

export const SmokePolicy = z.strictObject({
  base_url: HttpUrl,
  checks: z.array(SmokeCheck).min(1),
  /** A service that has just been redeployed may need a moment: attempts go on this long before a check counts as failed. */
  ready_within: Duration.default(60_000),
});

/** Watching after recovery (B9: resume traffic and monitor error rates). */
export const WatchPolicy = z.strictObject({
  for: Duration.default(30_000),
  every: Duration.default(2_000),
  /** Failed rounds of read-only smoke checks, in percent, above which the watch fails. */
  max_failed_percent: z.number().min(0).max(100).default(0),
});

export const RestorePolicy = z.strictObject({
  /** Direct restores into production are never made; policy may only say how much the loss may grow between vote and freeze. */
  loss_growth_rows: z.number().int().nonnegative().default(10_000),
  jobs: z.number().int().min(1).max(32).default(2),
  /** Commands proving the recovered system (G11), run after promotion. */
  verification_commands: z.array(CommandLine.extend({ name: z.string().min(1) })).default([]),
});

export const Preference = z.enum(['code-first', 'forward-fix-first', 'restore-first', 'when-in-doubt-roll-back']);
export type Preference = z.infer<typeof Preference>;
