import type { DrillMeasures, DrillPhase, DrillReport, DrillTrouble } from '../../domain/drill.ts';
import type { Finding } from '../../domain/finding.ts';

export interface Trouble {
  readonly kind: DrillTrouble;
  readonly say: string;
  readonly hint: string;
}

/** Nothing is known about the backup then: something else kept us from trying. */
const notTried: ReadonlySet<DrillTrouble> = new Set(['interrupted', 'not-reached']);

/** What a drill came to: what broke it, else what it found, else the objectives that it missed. */
export function judgeDrill(
  broken: Trouble | null,
  findings: readonly Finding[],
  measures: DrillMeasures,
): Pick<DrillReport, 'result' | 'trouble'> {
  const trouble = broken ?? troubleIn(findings) ?? tooSlow(measures) ?? tooOld(measures);
  if (trouble === null) return { result: 'passed', trouble };
  return { result: notTried.has(trouble.kind) ? 'could-not-be-run' : 'failed', trouble };
}

/** An error as what it means for a recovery: `phase` is what was under way. */
export function troubleOfError(
  phase: DrillPhase | null,
  { code, say, hint }: { readonly code: string; readonly say: string; readonly hint: string },
): Trouble {
  return { kind: kindOf(phase, code), say, hint };
}

function kindOf(phase: DrillPhase | null, code: string): DrillTrouble {
  if (code === 'backup-damaged') return 'damaged-backup';
  if (code === 'backup-missing') return 'no-backup';
  if (phase === 'decrypt' && ['bad-configuration', 'tool-failed'].includes(code)) return 'wrong-key';
  if (phase === 'restore' && ['tool-failed', 'rights-missing', 'timed-out'].includes(code)) return 'restore-failed';
  if (phase === 'application' || phase === 'smoke') return 'application-failed';
  return 'not-reached';
}

/** The findings of a copy, and of the application on it, by what they are about; the gravest first. */
const kinds: readonly { readonly kind: DrillTrouble; readonly isAbout: (finding: Finding) => boolean }[] = [
  { kind: 'damaged-backup', isAbout: ({ check }) => /^(artefact|manifest|signature|pages)/.test(check) },
  { kind: 'missing-table', isAbout: ({ check, say }) => check === 'required tables' || /table is missing/.test(say) },
  { kind: 'schema-differs', isAbout: ({ check }) => /^(schema|owners and rights|extensions)/.test(check) },
  { kind: 'application-failed', isAbout: ({ check }) => check.startsWith('application') },
  { kind: 'check-failed', isAbout: ({ check }) => /^(sample|orphans|row counts)/.test(check) },
  { kind: 'rows-differ', isAbout: () => true },
];

function troubleIn(findings: readonly Finding[]): Trouble | null {
  const failed = findings.filter(({ result }) => result === 'failed');
  for (const { kind, isAbout } of kinds) {
    const [worst, ...more] = failed.filter(isAbout);
    if (worst === undefined) continue;
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return { kind, say: `${worst.say}${others}`, hint: worst.hint ?? 'Look at the findings and mend what they name.' };
  }
  return null;
}

function tooSlow({ rtoMs, rtoObjectiveMs }: DrillMeasures): Trouble | null {
  if (rtoMs === null || rtoMs <= rtoObjectiveMs) return null;
  return {
    kind: 'too-slow',
    say: 'The data came back whole, but later than the objective allows.',
    hint: 'Look at the slowest phases. A ready copy, more restore jobs or a nearer storage make a recovery faster.',
  };
}

function tooOld({ rpoWorstMs, rpoObjectiveMs }: DrillMeasures): Trouble | null {
  if (rpoWorstMs === null || rpoWorstMs <= rpoObjectiveMs) return null;
  return {
    kind: 'too-old',
    say: 'The data came back whole, but a loss could have cost more than the objective allows.',
    hint: 'Take backups more often, or find out why one was not taken: `/backup list` shows the gap.',
  };
}
