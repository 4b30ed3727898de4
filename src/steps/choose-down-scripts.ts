import { z } from 'zod';
import { type ChosenScript, ChosenScripts } from '../domain/down-scripts.ts';
import { anyFailed, Finding } from '../domain/finding.ts';
import type { MigrationFile } from '../domain/migration.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { isMeant, migrationsToUndo } from '../plan/choose-scripts.ts';
import { fittingCommit } from '../plan/fitting-commit.ts';
import { guardsOf, judgeGuards } from '../plan/judge-guards.ts';
import { stoppingMethods } from '../plan/stopping-methods.ts';
import type { DownScript } from '../ports/down-scripts.ts';
import { captureEvidence } from './capture-evidence.ts';
import { digestToRun, downScriptsFor, downScriptsOf, optionSqlFor } from './scripts-to-run.ts';

const Outcome = ChosenScripts.extend({ findings: z.array(Finding).readonly() });
type Outcome = z.infer<typeof Outcome>;

/** Find the scripts that take the migrations back, and count what stands in their way (S1, S4, R6). */
export const chooseDownScripts = {
  name: 'choose-down-scripts',
  title: 'Find the down scripts and what stands in their way',
  needs: 'nothing',
  intent: Outcome,
  outcome: Outcome,
  check: async (given) => {
    if (downScriptsOf(given) === null) return refused([noScripts]);
    const undo = await toUndo(given);
    if ('whyNot' in undo) return refused([{ check: 'migrations', result: 'failed', say: undo.whyNot, hint: nameOne }]);
    return choose(given, undo);
  },
  run: async (_, intent) => intent,
  verify: async (_, { findings }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<Outcome, Outcome>;

const nameOne = 'Choose this way back again and name the oldest migration that is to be taken back.';
const noScripts: Finding = {
  check: 'down scripts',
  result: 'failed',
  say: 'recourse.yaml names no down scripts of this service.',
  hint: 'Fill in `migrations.down_scripts`, or choose another way back.',
};

async function toUndo(given: Given): Promise<ReturnType<typeof migrationsToUndo>> {
  const { migrations } = downScriptsFor(given);
  const [files, rows] = await Promise.all([migrations.files.list(), migrations.ledger.read(given.effort)]);
  const { tool } = migrations.files;
  const from = choiceOf(given).from ?? given.incident.declaration.migration ?? null;
  return migrationsToUndo({ tool, files, rows }, from);
}

interface Found {
  readonly migration: MigrationFile;
  readonly script: DownScript;
}

async function choose(given: Given, undo: readonly MigrationFile[]): Promise<Check<Outcome, Outcome>> {
  const { down, policy, migrations } = downScriptsFor(given);
  const { evidence } = given.outcomeOf(captureEvidence);
  const guards = guardsOf(policy.guards, undo);
  const answers = await given.ports.questions.numbers(evidence.database.name, guards, given.effort);
  const { counts, findings } = judgeGuards(guards, answers, choiceOf(given).options);
  const leftOut = undo.filter((file) =>
    counts.some((each) => each.option?.sql === null && isMeant(file, each.migration)),
  );
  const found = await Promise.all(
    undo
      .filter((file) => !leftOut.includes(file))
      .map(async (migration) => ({ migration, script: await down.find(migration) })),
  );
  const scripts = found.flatMap(({ migration, script }) => (script === null ? [] : [{ migration, script }]));
  const missing = found.flatMap(({ migration, script }) =>
    script === null ? [missingScript(migration, policy.pattern)] : [],
  );
  const commit = await commitFor(given, undo);
  const all = [...missing, ...findings, ...scripts.flatMap(scriptFindings), ...remarks(given, { commit, leftOut })];
  if (scripts.length === 0 || anyFailed(all)) return refused(all);
  const chosen: ChosenScripts = {
    scripts: scripts.map((each) => chosenScript(each, counts)),
    leftOut: leftOut.map(({ name }) => name),
    guards: counts,
    ledger:
      migrations.ledger.removalOf(scripts[0]?.migration ?? (undo[0] as MigrationFile)) === null
        ? null
        : migrations.files.tool,
    commit,
  };
  return { kind: 'to-do', intent: { ...chosen, findings: all } };
}

function chosenScript({ migration, script }: Found, guards: ChosenScripts['guards']): ChosenScript {
  const before = optionSqlFor(migration, { guards });
  return { migration: migration.name, file: script.file, digest: digestToRun(script, before) };
}

async function commitFor(given: Given, undo: readonly MigrationFile[]): Promise<string | null> {
  const { incident, service, ports } = given;
  if (service.deploys.length === 0) return null;
  const named = choiceOf(given).commit;
  if (named !== null) return named;
  const known = { identifiedAt: incident.identifiedAt, running: given.outcomeOf(captureEvidence).runningCommit };
  return fittingCommit(undo, service, await ports.backups.list(), known);
}

export function choiceOf({ incident: { choice } }: Given): ChoiceOf<'down-scripts'> {
  if (choice.path === 'down-scripts') return choice;
  throw new Error(`down scripts run on the path down-scripts only, not on ${choice.path}`);
}

function scriptFindings({ script }: Found): Finding[] {
  const check = 'down script';
  const barred = script.barriers.map(
    (say): Finding => ({ check, result: 'failed', say, hint: 'Correct the script, then try this step again.' }),
  );
  const told = script.remarks.map((say): Finding => ({ check, result: 'warned', say }));
  if (barred.length > 0) return [...barred, ...told];
  return [{ check, result: 'passed', say: `${script.file} (${script.digest.slice(0, 12)})` }, ...told];
}

function missingScript({ name }: MigrationFile, pattern: string | undefined): Finding {
  return {
    check: 'down script',
    result: 'failed',
    say: `${name} has no down script${pattern === undefined ? '' : ` where ${pattern} says`}.`,
    hint: 'Write one, or choose another way back: without it the schema cannot go back past this migration.',
  };
}

function remarks(
  { service }: Given,
  { commit, leftOut }: { readonly commit: string | null; readonly leftOut: readonly MigrationFile[] },
): Finding[] {
  const warned = (check: string, say: string, hint: string): Finding => ({ check, result: 'warned', say, hint });
  const left = leftOut.map(({ name }) =>
    warned(
      'down script',
      `${name} stays: its script is left out, as was chosen`,
      'Look whether the code that is deployed can run on it.',
    ),
  );
  const untold = 'Nobody can say which commit fits afterwards, so the code stays as it is';
  const unstopped =
    'The service is not stopped while the scripts run: recourse.yaml names no command or webhook for that';
  return [
    ...left,
    ...(service.deploys.length > 0 && commit === null
      ? [warned('commit', untold, 'Choose this way again and name the commit.')]
      : []),
    ...(stoppingMethods(service).length > 0
      ? []
      : [warned('stopping', unstopped, 'Stop it by hand before you approve, or add it to freeze.methods (S2).')]),
  ];
}

function refused(findings: readonly Finding[]): Check<Outcome, Outcome> {
  const failed = findings.filter(({ result }) => result === 'failed');
  const say = failed.map((finding) => finding.say).join('; ') || 'No script is left to run.';
  return { kind: 'refused', say, hint: failed[0]?.hint ?? nameOne, findings: [...findings] };
}
