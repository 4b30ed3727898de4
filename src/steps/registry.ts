import type { StepName } from '../domain/plan.ts';
import type { StepDefinition } from '../engine/step.ts';
import { applyCorrection } from './apply-correction.ts';
import { applyRepair } from './apply-repair.ts';
import { backUpBeforeScripts } from './back-up-before-scripts.ts';
import { bringToParity } from './bring-to-parity.ts';
import { captureEvidence } from './capture-evidence.ts';
import { checkCodeCanReturn } from './check-code-can-return.ts';
import { chooseCommit } from './choose-commit.ts';
import { chooseDownScripts } from './choose-down-scripts.ts';
import { copyRowsBack } from './copy-rows-back.ts';
import { countFinalLoss } from './count-final-loss.ts';
import { countLoss } from './count-loss.ts';
import { examineReplaced } from './examine-replaced.ts';
import { freezeWrites } from './freeze-writes.ts';
import { measureSwitch } from './measure-switch.ts';
import { planCopyBack } from './plan-copy-back.ts';
import { promoteCopy } from './promote-copy.ts';
import { redeployCommit } from './redeploy-commit.ts';
import { rehearseCorrection } from './rehearse-correction.ts';
import { rehearseDownScripts } from './rehearse-down-scripts.ts';
import { rehearseRepair } from './rehearse-repair.ts';
import { rehearseRetry } from './rehearse-retry.ts';
import { replayChain } from './replay-chain.ts';
import { restoreIntoScratch } from './restore-into-scratch.ts';
import { resumeWrites } from './resume-writes.ts';
import { retryAffected } from './retry-affected.ts';
import { runDownScripts } from './run-down-scripts.ts';
import { runSmokeChecks } from './run-smoke-checks.ts';
import { runVerificationCommands } from './run-verification-commands.ts';
import { stopServices } from './stop-services.ts';
import { switchOff } from './switch-off.ts';
import { switchOn } from './switch-on.ts';
import { takeSafetyBackup } from './take-safety-backup.ts';
import { validateCopy } from './validate-copy.ts';
import { verifyDownScripts } from './verify-down-scripts.ts';
import { watchProvider } from './watch-provider.ts';
import { watchRecovery } from './watch-recovery.ts';
import { writeCorrection } from './write-correction.ts';

/** Everything that Recourse can do to a service, one line each. */
const all = [
  captureEvidence,
  takeSafetyBackup,
  restoreIntoScratch,
  validateCopy,
  examineReplaced,
  chooseCommit,
  checkCodeCanReturn,
  countLoss,
  planCopyBack,
  rehearseRepair,
  chooseDownScripts,
  rehearseDownScripts,
  writeCorrection,
  replayChain,
  rehearseCorrection,
  measureSwitch,
  rehearseRetry,
  freezeWrites,
  stopServices,
  backUpBeforeScripts,
  countFinalLoss,
  bringToParity,
  promoteCopy,
  copyRowsBack,
  applyRepair,
  runDownScripts,
  verifyDownScripts,
  applyCorrection,
  redeployCommit,
  switchOff,
  watchProvider,
  switchOn,
  retryAffected,
  runSmokeChecks,
  runVerificationCommands,
  resumeWrites,
  watchRecovery,
] as const;

/** Each definition reads its intents and outcomes with its own schema, so the engine may treat them alike. */
export const stepRegistry: ReadonlyMap<StepName, StepDefinition> = new Map(
  all.map((step) => [step.name, step as unknown as StepDefinition]),
);
