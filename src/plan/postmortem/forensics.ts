import { Promotion } from '../../domain/database.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { CapturedEvidence, DeployedCommits, type Forensics, SafetyBackup } from '../../domain/postmortem.ts';
import { lastOf } from './milestones.ts';

/** Migrations and commits as they were when it began, and as they were left (G4, G12). */
export function forensicsOf(incident: Incident, entries: readonly Entry[]): Forensics {
  const { declaration, proposed } = incident;
  const captured = CapturedEvidence.safeParse(outcomeOf(entries, 'capture-evidence')).data;
  const promotion = Promotion.safeParse(outcomeOf(entries, 'promote-copy')).data;
  const evidence = captured?.evidence;
  return {
    migration: declaration.migration ?? (isBlamed(declaration) ? (captured?.newestMigration ?? null) : null),
    pending: declaration.during?.pending ?? [],
    ledgerHead: evidence?.ledger?.head ?? null,
    declaredCommit: declaration.commit ?? null,
    runningCommit: captured?.runningCommit ?? null,
    backup: proposed?.plan.backup ?? null,
    safetyBackups: safetySteps.flatMap((step) => SafetyBackup.safeParse(outcomeOf(entries, step)).data?.id ?? []),
    deploys: deploysOf(incident, entries),
    kept: promotion?.keptName ?? null,
    errorOutput: declaration.errorOutput ?? null,
    correlationIds: declaration.correlationIds ?? [],
  };
}

const safetySteps = ['take-safety-backup', 'back-up-before-scripts'] as const;

/** Where nobody named it, the newest migration is the one that failed only if a migration did. */
function isBlamed({ triggers }: Incident['declaration']): boolean {
  return triggers.some(({ code }) => code === 'migration-failed');
}

/** What was deployed, once it was; before that, nothing was. */
function deploysOf({ steps }: Incident, entries: readonly Entry[]): Forensics['deploys'] {
  if (steps['redeploy-commit']?.status !== 'done') return [];
  const began = lastOf(entries, 'step-began', ({ step }) => step === 'redeploy-commit');
  return DeployedCommits.safeParse(began?.body.intent).data?.deploys ?? [];
}

/** What the newest run of a step found, also where another way back was chosen since. */
export function outcomeOf(entries: readonly Entry[], step: string): unknown {
  return lastOf(entries, 'step-done', (body) => body.step === step)?.body.outcome;
}
