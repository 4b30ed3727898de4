import { z } from 'zod';

/** `INC-7`: how people name an incident in Slack, in the terminal and in the journal. */
export const IncidentId = z
  .string()
  .regex(/^INC-[1-9][0-9]*$/, 'an incident id such as INC-7')
  .brand('IncidentId');
export type IncidentId = z.infer<typeof IncidentId>;

/** A Slack user id. People are never known by e-mail or display name, which others can change. */
export const PersonId = z
  .string()
  .regex(/^[UW][A-Z0-9_]{2,}$/, 'a Slack user id such as U024BE7LH')
  .brand('PersonId');
export type PersonId = z.infer<typeof PersonId>;

export const ChannelId = z
  .string()
  .regex(/^[CDG][A-Z0-9_]{2,}$/, 'a Slack channel id such as C024BE91L')
  .brand('ChannelId');
export type ChannelId = z.infer<typeof ChannelId>;

/** The name of a service as `recourse.yaml` spells it. */
export const ServiceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a service name: lower-case letters, digits and dashes, at most 40')
  .brand('ServiceName');
export type ServiceName = z.infer<typeof ServiceName>;

/** `20261121T113400Z-nightly-4f1c`: sorts by time, says its kind, never repeats. */
export const BackupId = z
  .string()
  .regex(/^[0-9]{8}T[0-9]{6}Z-[a-z-]+-[0-9a-f]{4,}$/, 'a backup id such as 20261121T113400Z-manual-4f1c')
  .brand('BackupId');
export type BackupId = z.infer<typeof BackupId>;

/** SHA-256, in lower-case hex. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex')
  .brand('Digest');
export type Digest = z.infer<typeof Digest>;

/** A PostgreSQL object id. Databases are followed by oid, because names move during a swap. */
export const Oid = z.number().int().positive().brand('Oid');
export type Oid = z.infer<typeof Oid>;

/** Raised at each claim of an incident; work done under an older fence is refused. */
export const Fence = z.number().int().nonnegative().brand('Fence');
export type Fence = z.infer<typeof Fence>;

/** An instant as ISO 8601 in UTC with milliseconds: `2026-11-21T11:34:00.000Z`. */
export const Instant = z.iso.datetime({ precision: 3 }).brand('Instant');
export type Instant = z.infer<typeof Instant>;

/** @throws RangeError when `date` is not a date */
export function toInstant(date: Date): Instant {
  return Instant.parse(date.toISOString());
}
