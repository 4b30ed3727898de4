import type { Incident } from '../domain/incident.ts';
import type { OpenPath } from '../domain/path-choice.ts';
import type { StepName } from '../domain/plan.ts';

export interface RecoveryPath {
  readonly name: OpenPath;
  /** Safe, and therefore done before anybody votes. */
  readonly preparation: readonly StepName[];
  /** These wait for the vote. Names are for ever. */
  readonly execution: readonly StepName[];
  /** Prepared anew when this path is chosen: what another path measured says nothing about this one. */
  readonly measuredAnew: readonly StepName[];
}

/** Writes stop, the names are exchanged, the code that fits is deployed and looked at, and writes go on (G3–G9, G11, B9). */
const behindTheSwap: readonly StepName[] = [
  'freeze-writes',
  'count-final-loss',
  'bring-to-parity',
  'promote-copy',
  'redeploy-commit',
  'run-smoke-checks',
  'run-verification-commands',
  'resume-writes',
  'watch-recovery',
];

/** From outside, and for a while. */
const lookedAt: readonly StepName[] = ['run-smoke-checks', 'run-verification-commands', 'watch-recovery'];

/** Only what is retried is tried on a copy before: that is, where a provider is switched on again. */
const beforeRetry: readonly StepName[] = ['take-safety-backup', 'rehearse-retry'];

/** Every way back, one entry each: the card, the plan and the conductor read the same. */
export const recoveryPaths: Readonly<Record<OpenPath, RecoveryPath>> = {
  restore: {
    name: 'restore',
    preparation: ['capture-evidence', 'take-safety-backup', 'restore-into-scratch', 'validate-copy', 'count-loss'],
    execution: behindTheSwap,
    measuredAnew: ['restore-into-scratch', 'validate-copy', 'count-loss'],
  },
  'copy-back': {
    name: 'copy-back',
    preparation: ['capture-evidence', 'take-safety-backup', 'restore-into-scratch', 'validate-copy', 'plan-copy-back'],
    // B9: selectively, and watched afterwards. Others go on writing: the transaction itself sees to it that all fits.
    execution: ['copy-rows-back', 'run-smoke-checks', 'watch-recovery'],
    measuredAnew: ['capture-evidence', 'plan-copy-back'],
  },
  // P2, P3: a few damaged rows are mended where they are. Nothing is frozen: it is one short transaction.
  'data-fix': {
    name: 'data-fix',
    preparation: ['capture-evidence', 'take-safety-backup', 'rehearse-repair'],
    execution: ['apply-repair', 'run-smoke-checks', 'run-verification-commands', 'watch-recovery'],
    measuredAnew: ['capture-evidence', 'take-safety-backup', 'rehearse-repair'],
  },
  // G10: the whole chain on a clean database, then on a copy of production, and only then there.
  'forward-fix': {
    name: 'forward-fix',
    preparation: ['capture-evidence', 'take-safety-backup', 'write-correction', 'replay-chain', 'rehearse-correction'],
    execution: [
      'apply-correction',
      'redeploy-commit',
      'run-smoke-checks',
      'run-verification-commands',
      'watch-recovery',
    ],
    measuredAnew: ['capture-evidence', 'take-safety-backup', 'write-correction', 'replay-chain', 'rehearse-correction'],
  },
  // P5: only code goes back, so there is nothing to freeze, to lose or to promote.
  'app-rollback': {
    name: 'app-rollback',
    preparation: ['capture-evidence', 'choose-commit', 'check-code-can-return'],
    execution: ['redeploy-commit', 'run-smoke-checks', 'run-verification-commands', 'watch-recovery'],
    measuredAnew: ['choose-commit', 'check-code-can-return'],
  },
  // S1–S6, R6: rehearsed on a copy of the backup that was just taken; then the services stop, and it is taken once more.
  'down-scripts': {
    name: 'down-scripts',
    preparation: ['capture-evidence', 'take-safety-backup', 'choose-down-scripts', 'rehearse-down-scripts'],
    execution: [
      'stop-services',
      'back-up-before-scripts',
      'run-down-scripts',
      'verify-down-scripts',
      'redeploy-commit',
      // What stopped the services starts them again: nobody can look at a service that stands still.
      'resume-writes',
      'run-smoke-checks',
      'run-verification-commands',
      'watch-recovery',
    ],
    measuredAnew: ['capture-evidence', 'take-safety-backup', 'choose-down-scripts', 'rehearse-down-scripts'],
  },
  // P2 C: a feature is given up for a while; nothing of the database is touched, so nothing is frozen or copied.
  'feature-flag': {
    name: 'feature-flag',
    preparation: ['capture-evidence', 'measure-switch'],
    // What is at fault is still there: the proofs that the data and the code are right come once it is mended.
    execution: ['switch-off', 'run-smoke-checks', 'watch-recovery'],
    measuredAnew: ['capture-evidence', 'measure-switch'],
  },
  // B11: switched off, and waited for. Its second half, switching on and retrying, is a plan of its own with its own vote.
  'provider-outage': {
    name: 'provider-outage',
    preparation: ['capture-evidence', 'measure-switch', ...beforeRetry],
    execution: ['switch-off', 'run-smoke-checks', 'watch-provider'],
    measuredAnew: ['capture-evidence', 'measure-switch', ...beforeRetry],
  },
  'undo-restore': {
    name: 'undo-restore',
    preparation: ['capture-evidence', 'examine-replaced', 'count-loss'],
    execution: behindTheSwap,
    measuredAnew: ['capture-evidence', 'examine-replaced', 'count-loss'],
  },
};

/** A backup has nothing to do with rows that were written after it. */
const withoutBackup: ReadonlySet<StepName> = new Set(['take-safety-backup', 'restore-into-scratch', 'validate-copy']);

/** What is done under the vote that switches on again; the retry is left out where there is nothing to retry. */
const switchedOn: Readonly<Record<'feature-flag' | 'provider-outage', readonly StepName[]>> = {
  'feature-flag': ['switch-on', ...lookedAt],
  'provider-outage': ['switch-on', 'retry-affected', ...lookedAt],
};

/** The path that an incident is on; a restore until somebody chose another. */
export function pathOf({ choice }: Pick<Incident, 'choice'>): RecoveryPath {
  const path = recoveryPaths[choice.path];
  if ('turn' in choice)
    return choice.turn === 'on'
      ? { ...path, execution: switchedOn[choice.path] }
      : { ...path, preparation: path.preparation.filter((step) => !beforeRetry.includes(step)) };
  if (choice.path !== 'copy-back' || choice.rows.direction === 'from-backup') return path;
  return { ...path, preparation: path.preparation.filter((step) => !withoutBackup.has(step)) };
}
