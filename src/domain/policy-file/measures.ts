import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span of time as people write it (`90s`, `5m`, `14d`), read as milliseconds. */
export const Duration = z
  .string()
  .regex(/^[0-9]+(ms|s|m|h|d)$/, 'a duration such as 90s, 5m, 2h or 14d')
  .transform((text) => {
    const [, count = '0', unit = 'ms'] = /^([0-9]+)(.*)$/.exec(text) ?? [];
    return Number(count) * (unitMs[unit] ?? 1);
  });

const unitBytes: Readonly<Record<string, number>> = { MB: 1_000_000, GB: 1_000_000_000, TB: 1_000_000_000_000 };

/** A size as people write it (`500MB`, `20GB`), read as bytes; 1 GB is 1,000,000,000 bytes. */
export const Size = z
  .string()
  .regex(/^[0-9]+(MB|GB|TB)$/, 'a size such as 500MB, 20GB or 1TB')
  .transform((text) => Number.parseInt(text, 10) * (unitBytes[text.slice(-2)] ?? 1));

/** The name of an environment variable that holds a secret. The secret itself never stands in the file. */
export const SecretName = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]*$/,
    'the NAME of an environment variable, such as PROMPTREFINE_DATABASE_URL (never the secret itself)',
  );

/** An argument array; it never meets a shell (I7). */
export const CommandLine = z.strictObject({
  run: z.array(z.string().min(1)).min(1).describe('program and arguments, one by one: ["npm", "run", "lint"]'),
  /** Relative to `repository.path`, or where there is none to the folder of recourse.yaml. Default: that folder itself. */
  cwd: z.string().min(1).optional(),
  timeout: Duration.default(300_000),
  /** Environment variables handed on by name; nothing else of the bot's environment is. */
  env: z.array(SecretName).default([]),
});
export type CommandLine = z.infer<typeof CommandLine>;

/** An address that can be asked over HTTP. A password in it would stand in a file that people share. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'an address such as https://app.example.com' })
  .refine((url) => URL.parse(url)?.password === '', 'an address without a password; secrets go into *_env keys');

/** An IANA zone that this runtime knows. */
export const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'an IANA time zone such as Europe/Berlin');

/** A plain table name, `schema.table` or `table` (which means `public.table`). */
export const TableName = z.string().regex(/^[^\s"';]+$/, 'a table such as users or public.users');
