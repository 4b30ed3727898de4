import { z } from 'zod';
import { ChannelId, Instant, PersonId, ServiceName } from './ids.ts';
import { DuringMigration } from './migration-record.ts';
import { Trigger } from './trigger.ts';

/** What a person said when they declared an incident (G4, S9, B1). */
export const Declaration = z.object({
  service: ServiceName,
  environment: z.string(),
  channel: ChannelId,
  declaredBy: PersonId,
  /** When the failure was identified; the decision window counts from here and it may lie before the declaration (S9). */
  identifiedAt: Instant,
  /** `declared-now` when nobody said otherwise. */
  identifiedSource: z.enum(['declared-now', 'person', 'alert']),
  triggers: z.array(Trigger).min(1),
  seen: z.string().min(1).max(3000),
  migration: z.string().max(300).optional(),
  commit: z.string().max(80).optional(),
  errorOutput: z.string().max(12_000).optional(),
  /** The migration that was under way when it was declared; filled in by the bot, never by a form. */
  during: DuringMigration.optional(),
  correlationIds: z.array(z.string().max(200)).max(20).optional(),
});
export type Declaration = z.infer<typeof Declaration>;
