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

/** Every way back, one entry each: the card, the plan and the conductor read the same. */
export const recoveryPaths: Readonly<Record<OpenPath, RecoveryPath>> = {
  restore: {
    name: 'restore',
    preparation: ['capture-evidence', 'take-safety-backup', 'restore-into-scratch', 'validate-copy', 'count-loss'],
    // G3–G9, G11, B9
    execution: [
      'freeze-writes',
      'count-final-loss',
      'bring-to-parity',
      'promote-copy',
      'redeploy-commit',
      'run-smoke-checks',
      'run-verification-commands',
      'resume-writes',
      'watch-recovery',
    ],
    measuredAnew: ['restore-into-scratch', 'validate-copy', 'count-loss'],
  },
  'undo-restore': {
    name: 'undo-restore',
    preparation: ['capture-evidence', 'examine-replaced', 'count-loss'],
    execution: [
      'freeze-writes',
      'count-final-loss',
      'bring-to-parity',
      'promote-copy',
      'redeploy-commit',
      'run-smoke-checks',
      'run-verification-commands',
      'resume-writes',
      'watch-recovery',
    ],
    measuredAnew: ['capture-evidence', 'examine-replaced', 'count-loss'],
  },
};

/** The path that an incident is on; a restore until somebody chose another. */
export function pathOf(incident: Pick<Incident, 'choice'>): RecoveryPath {
  return recoveryPaths[incident.choice.path];
}
