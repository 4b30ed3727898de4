import { z } from 'zod';
import { BackupId, Digest, type Instant } from './ids.ts';
import { RehearsedRun } from './rehearsal.ts';

/** How a part of a service stands that can be switched off and on: a feature, or the use of a third party. */
export const SwitchPosition = z.enum(['on', 'off']);
export type SwitchPosition = z.infer<typeof SwitchPosition>;

/** What switching it is good for: a feature is given up for a while, a provider is waited for. */
export const SwitchKind = z.enum(['feature', 'provider']);
export type SwitchKind = z.infer<typeof SwitchKind>;

/** So many ids are kept in the journal and retried; the true number is told beside them (B1, B11). */
export const AFFECTED_KEPT = 500;

/** So many ids are shown to people at night; the journal and the repository's issue have all that are kept. */
export const SHOWN_IDS = 10;

/** Rows that failed, by the correlation ids of their requests. */
export const AffectedRows = z.object({
  /** The first that the query gave, each once, at most `AFFECTED_KEPT`. */
  ids: z.array(z.string()),
  /** All rows that the query gave, named or not. */
  total: z.number().int().nonnegative(),
  /** What they say went wrong, most frequent first among those that were read; secrets are struck out. */
  messages: z.array(z.object({ say: z.string(), rows: z.number().int().positive() })),
});
export type AffectedRows = z.infer<typeof AffectedRows>;

/** What production says about the trouble: one number against the policy's threshold, and who was hit. */
export const SwitchEvidence = z.object({
  count: z.number(),
  threshold: z.number(),
  affected: AffectedRows.nullable(),
});
export type SwitchEvidence = z.infer<typeof SwitchEvidence>;

/** How the affected rows are retried: a script that ran on a copy, or a command of the service's own that cannot. */
export const PlannedRetry = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('script'),
    /** Names the change in this incident, so that it is made once. */
    id: z.string(),
    script: z.string(),
    digest: Digest,
    backup: BackupId,
    ids: z.array(z.string()),
    /** Of those, the ones that the query gave on the copy before the script ran. Absent in plans of before it was asked. */
    failingBefore: z.number().int().nonnegative().optional(),
    /** Of those, the ones that the query still gave on the copy afterwards. */
    stillFailing: z.number().int().nonnegative(),
    run: RehearsedRun,
  }),
  z.object({
    by: z.literal('command'),
    id: z.string(),
    run: z.array(z.string()).min(1),
    /** Of the whole command line. Absent in plans of before it was kept. */
    digest: Digest.optional(),
    ids: z.array(z.string()),
  }),
]);
export type PlannedRetry = z.infer<typeof PlannedRetry>;

/** What a plan says of the switch that it turns. */
export const PlannedSwitch = z.object({
  name: z.string(),
  title: z.string(),
  of: SwitchKind,
  turn: SwitchPosition,
  /** How it stood when the plan was prepared. */
  found: SwitchPosition,
  /** Of the command line that turns it: what is voted on is what runs. Absent in plans of before it was kept. */
  turnedBy: Digest.optional(),
  evidence: SwitchEvidence.nullable(),
  /** Only where it is switched on again and there is something to retry. */
  retry: PlannedRetry.nullable(),
});
export type PlannedSwitch = z.infer<typeof PlannedSwitch>;

/** What is to become of a switch that is still off when the incident ends. */
export const SwitchWish = z.enum(['switch-on', 'leave-off']);
export type SwitchWish = z.infer<typeof SwitchWish>;

/** What watching a provider came to; empty where a person said that nobody need watch. */
export const WatchedLooks = z.object({
  looks: z.number().int().optional(),
  wellFor: z.number().int().optional(),
  changes: z.number().int().optional(),
  last: z.string().optional(),
});
export type WatchedLooks = z.infer<typeof WatchedLooks>;

/** A switch that this incident touched: how it stood before, and since when that is so. */
export interface FormerSwitch {
  readonly title: string;
  readonly former: SwitchPosition;
  readonly since: Instant;
}

export type FormerSwitches = Readonly<Record<string, FormerSwitch>>;

/** The intent of the step that switches off. It is written before anything is touched. */
export const SwitchOffIntent = z.object({ switch: z.string(), title: z.string(), former: SwitchPosition });

/**
 * What is known after one more intent. Read from intents and not from outcomes: the bot may be killed in between, and what
 * it finds off then is its own doing. So the first word on a switch stands.
 */
export function rememberSwitches(known: FormerSwitches, intent: unknown, since: Instant): FormerSwitches {
  const off = SwitchOffIntent.safeParse(intent).data;
  if (off === undefined) return known;
  return { [off.switch]: { title: off.title, former: off.former, since }, ...known };
}

/** Those that this incident switched off and that are to be on again: what was off before stays as it was. */
export function heldSwitches(switches: FormerSwitches): readonly (FormerSwitch & { readonly name: string })[] {
  return Object.entries(switches).flatMap(([name, former]) => (former.former === 'on' ? [{ name, ...former }] : []));
}

/**
 * What stands before a retry script, on its first line: the ids as a table of its own transaction, `recourse_affected
 * (correlation_id text)`. They come out of the service's own rows and may say anything, so they travel as hexadecimal
 * digits and never as a text of SQL (I7).
 */
export function affectedTable(ids: readonly string[]): string {
  const digits = [...new TextEncoder().encode(JSON.stringify(ids))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return `CREATE TEMPORARY TABLE recourse_affected ON COMMIT DROP AS SELECT pg_catalog.jsonb_array_elements_text(pg_catalog.convert_from(pg_catalog.decode('${digits}', 'hex'), 'UTF8')::jsonb) AS correlation_id; `;
}
