import { z } from 'zod';
import { Digest, IncidentId, Instant, ServiceName } from '../src/domain/ids.ts';
import { MessageSource } from '../src/domain/message.ts';
import { StepName } from '../src/domain/plan.ts';

const about = {
  revision: z.number().int().positive().optional(),
  digest: Digest.optional(),
  step: StepName.optional(),
};

/** What a button says it is about. Anybody can send anything: it is read strictly, and judged by the use case. */
const PressClaim = z.strictObject({ incident: IncidentId, service: ServiceName, ...about });
export type PressClaim = z.infer<typeof PressClaim>;

/** What a button beneath a migration's message says it is about. */
const MigrationClaim = z.strictObject({ service: ServiceName, migration: z.number().int().positive() });
export type MigrationClaim = z.infer<typeof MigrationClaim>;

/** What the button beneath a card of alerts says it is about. */
const AlertsClaim = z.strictObject({ service: ServiceName, alerts: z.number().int().positive() });
export type AlertsClaim = z.infer<typeof AlertsClaim>;

/** What a form carried from its opening to its submission; no more trustworthy than a button. */
const FormClaim = z.strictObject({
  channel: z.string(),
  thread: z.string().optional(),
  incident: IncidentId.optional(),
  service: ServiceName.optional(),
  action: z.string().optional(),
  typed: z.string().max(300).optional(),
  openedAt: Instant.optional(),
  migration: z.number().int().positive().optional(),
  alerts: z.number().int().positive().optional(),
  mail: z.number().int().positive().optional(),
  message: MessageSource.optional(),
  recipients: z.number().int().nonnegative().optional(),
  ...about,
});
export type FormClaim = z.infer<typeof FormClaim>;

/** Null where the value is not one that we draw. */
export function readPressClaim(value: string | undefined): PressClaim | null {
  return PressClaim.safeParse(parsedJson(value)).data ?? null;
}

export function readMigrationClaim(value: string | undefined): MigrationClaim | null {
  return MigrationClaim.safeParse(parsedJson(value)).data ?? null;
}

export function readAlertsClaim(value: string | undefined): AlertsClaim | null {
  return AlertsClaim.safeParse(parsedJson(value)).data ?? null;
}

/** Null where the metadata is not ours. */
export function readFormClaim(metadata: string): FormClaim | null {
  return FormClaim.safeParse(parsedJson(metadata)).data ?? null;
}

/** Null where it is no JSON. */
export function parsedJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
