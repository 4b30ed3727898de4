import { z } from 'zod';
import { Oid } from './ids.ts';

/** A database by oid; the name is what it was called when we looked. */
export const DatabaseIdentity = z
  .object({ name: z.string(), oid: Oid, systemIdentifier: z.string().nullable() })
  .readonly();
export type DatabaseIdentity = z.infer<typeof DatabaseIdentity>;

/**
 * A database that may become production: a copy that passed validation against its backup's manifest, or the one that a
 * promotion replaced. Read out of the outcome of `validate-copy` or `examine-replaced`, never made up.
 */
export const ValidatedCopy = DatabaseIdentity.brand('ValidatedCopy');
export type ValidatedCopy = z.infer<typeof ValidatedCopy>;

/** Written before the gate closes; keyed on oids, because names move. */
export const SwapIntent = z
  .object({
    productionName: z.string(),
    productionOid: Oid,
    copyName: z.string(),
    copyOid: Oid,
    /** The dated name under which the replaced database is kept. */
    keptName: z.string(),
    systemIdentifier: z.string().nullable(),
  })
  .readonly();
export type SwapIntent = z.infer<typeof SwapIntent>;

/** What a promotion left: who is production now, and under which name the replaced one is kept. */
export const Promotion = z.object({
  production: Oid,
  keptName: z.string(),
  /** How long nobody could connect; null where the swap was found done after a crash. */
  gateClosedMs: z.number().nullable(),
  sessionsEnded: z.number().int().nullable(),
});
export type Promotion = z.infer<typeof Promotion>;

/** What the policy's orphan queries counted in production (P3, P8); null where a query gave no answer. */
export const OrphanCounts = z.array(z.object({ name: z.string(), number: z.number().nullable() }));

/** What production looked like before anything was touched (G4, B10). */
export const Evidence = z
  .object({
    database: DatabaseIdentity,
    serverVersion: z.string(),
    sizeBytes: z.number(),
    ledger: z
      .object({
        tool: z.string(),
        head: z.string().nullable(),
        entries: z.number(),
        failed: z.array(z.string()).readonly(),
      })
      .readonly()
      .nullable(),
    settings: z.array(z.string()).readonly(),
    activity: z
      .array(
        z.object({ application: z.string(), role: z.string(), state: z.string(), sessions: z.number() }).readonly(),
      )
      .readonly(),
    preparedTransactions: z.array(z.string()).readonly(),
    missingTables: z.array(z.string()).readonly(),
  })
  .readonly();
export type Evidence = z.infer<typeof Evidence>;
