import { z } from 'zod';
import type { Answer } from '../domain/answer.ts';
import { type ChosenScripts, DownRehearsal, rehearsedMs } from '../domain/down-scripts.ts';
import { RecourseError } from '../domain/errors.ts';
import { Finding } from '../domain/finding.ts';
import { BackupId } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { guardsOf } from '../plan/judge-guards.ts';
import { rehearsalFindings } from '../policy/migrations/gate-findings.ts';
import { chooseDownScripts } from './choose-down-scripts.ts';
import { dropEarlierRehearsals } from './drop-earlier-copies.ts';
import { downScriptsFor, expectedAfter, scriptsToRun } from './scripts-to-run.ts';
import { takeSafetyBackup } from './take-safety-backup.ts';

const Intent = z.object({ backup: BackupId, name: z.string() });
const Outcome = DownRehearsal.extend({ findings: z.array(Finding).readonly() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Run the scripts on a fresh copy of production, made of the safety backup that was just taken, and look at what they left
 * (S6). A script that fails there fails here, with the database's own words: then there is no plan, and nothing to vote on.
 */
export const rehearseDownScripts = {
  name: 'rehearse-down-scripts',
  title: 'Rehearse the down scripts on a fresh copy',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { id } = given.outcomeOf(takeSafetyBackup);
    const name = given.ports.copies.scratchName(given.effort.tag, 'rehearsal');
    if (id !== undefined) return { kind: 'to-do', intent: { backup: id, name } };
    const say = 'There is no backup of the current state to rehearse on.';
    return {
      kind: 'refused',
      say,
      hint: 'Let the safety backup be taken first.',
      findings: [{ check: 'backup', result: 'failed', say }],
    };
  },
  run: async (given, { backup, name }) => {
    await dropEarlierRehearsals(given.ports, given.incident.id);
    const chosen = given.outcomeOf(chooseDownScripts);
    const { down, policy } = downScriptsFor(given);
    const scripts = await scriptsToRun(given, chosen);
    const guards = guardsOf(
      policy.guards,
      scripts.map(({ migration }) => migration),
    );
    const expected = expectedAfter(policy, chosen.scripts);
    const stored = await storedBackup(given, backup);
    const seen = await down.rehearse({ backup: stored, name, scripts, guards, expected }, given.effort);
    const { expectations, guardCounts, ...rehearsal } = seen;
    const findings = [...rehearsalFindings(rehearsal), ...otherCounts(chosen, guardCounts), ...expectations];
    return { ...rehearsal, findings: [...findings, tookFinding(rehearsal)] };
  },
  verify: async (_, { findings }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function storedBackup({ ports }: Given, id: BackupId): Promise<StoredBackup> {
  const stored = await ports.backups.read(id);
  if (stored !== null) return stored;
  throw new RecourseError(`Backup ${id} is no longer in the storage.`, {
    code: 'backup-missing',
    hint: 'Choose this way back again: a new one is taken.',
    facts: { backup: id },
  });
}

/** Counted in production a moment ago: another number on the copy means that somebody writes those rows right now. */
function otherCounts({ guards }: Pick<ChosenScripts, 'guards'>, onCopy: readonly Answer[]): Finding[] {
  return onCopy.flatMap(({ name, number }): Finding[] => {
    const guard = guards.find((each) => each.guard === name);
    if (guard === undefined || guard.rows === number) return [];
    const say = `${guard.title}: ${number ?? 'not counted'} on the copy, ${guard.rows} in production`;
    return [{ check: `guard: ${name}`, result: 'warned', say }];
  });
}

function tookFinding(rehearsal: DownRehearsal): Finding {
  const seconds = (rehearsedMs(rehearsal) / 1000).toFixed(1);
  const say = `${rehearsal.runs.length} of the scripts ran on a copy of ${rehearsal.backup}, in ${seconds} s altogether`;
  return { check: 'rehearsal', result: 'passed', say };
}
