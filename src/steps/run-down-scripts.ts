import { z } from 'zod';
import { DatabaseIdentity } from '../domain/database.ts';
import { ChosenScript, type PlannedScripts } from '../domain/down-scripts.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Check, Given, GivenGrant, GrantedStep } from '../engine/step.ts';
import { guardsOf, moreThanApproved } from '../plan/judge-guards.ts';
import { compareLedger } from '../policy/migrations/compare-ledger.ts';
import type { ScriptToRun } from '../ports/down-scripts.ts';
import { planOf } from './plan-of.ts';
import { downScriptsFor, scriptsToRun } from './scripts-to-run.ts';

const Intent = z.object({ plan: z.string(), scripts: z.array(ChosenScript).readonly() });
/** `durationMs` is null where a script was found done after a crash. */
const Outcome = z.object({
  ran: z
    .array(z.object({ migration: z.string(), file: z.string(), durationMs: z.number().int().nullable() }))
    .optional(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Run the scripts in reverse order, each in one transaction with its ledger row (S1, R6). The number of each transaction is
 * noted before it commits, so that the server itself tells after a crash which of them happened.
 */
export const runDownScripts = {
  name: 'run-down-scripts',
  title: 'Run the down scripts',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { scripts, guards } = scriptsOf(given);
    const intent: Intent = { plan: planKey(given), scripts };
    const standings = await standingsOf(given, intent);
    const open = scripts.filter(({ migration }) => standings.get(migration) !== 'done');
    if (open.length === 0) return { kind: 'already-done', outcome: { ran: foundDone(scripts) } };
    const stuck = [...standings.values()].find((standing) => standing === 'under-way' || standing === 'cannot-tell');
    if (stuck === 'under-way') return refused([underWay]);
    if (stuck === 'cannot-tell') return { kind: 'cannot-tell', say: nobodyKnows };
    const grown = await guardsGrown(given, guards, open);
    return grown.length > 0 ? refused(grown) : { kind: 'to-do', intent };
  },
  run: async (given, intent) => {
    const standings = await standingsOf(given, intent);
    const ran: NonNullable<Outcome['ran']> = [];
    for (const next of await scriptsToRun(given, scriptsOf(given))) {
      const { name: migration } = next.migration;
      const isDone = standings.get(migration) === 'done';
      const durationMs = isDone ? null : await runOne(given, intent.plan, next, ran);
      ran.push({ migration, file: next.script.file, durationMs });
    }
    return { ran };
  },
  verify: async (_, { ran = [] }) => ran.map(ranFinding),
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

const nobodyKnows =
  'The server no longer knows what became of a transaction that ran a script, and no ledger tells that it took its migration back. Look at the tables by hand; then choose this way back again, which is prepared from what is there now.';

const underWay: Finding = {
  check: 'down scripts',
  result: 'failed',
  say: 'A transaction of ours that runs a script has not ended yet.',
  hint: 'Try this step again in a moment.',
};

function scriptsOf({ incident }: Given): PlannedScripts {
  const { downScripts } = planOf(incident);
  if (downScripts !== undefined) return downScripts;
  throw new RecourseError(`The plan of ${incident.id} names no down scripts.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}

/** A plan of its own per revision: the same scripts, chosen again after they were undone by hand, run again. */
function planKey({ incident: { proposed } }: Given): string {
  return `r${proposed?.revision ?? 0}-${proposed?.digest.slice(0, 16) ?? ''}`;
}

function idOf(plan: string, migration: string): string {
  return `down ${plan} ${migration}`;
}

type Standing = 'to-do' | 'done' | 'under-way' | 'cannot-tell';

/** What became of each script: by the number of its transaction, and by the ledger where the server has forgotten that. */
async function standingsOf(given: Given, { plan, scripts }: Intent): Promise<ReadonlyMap<string, Standing>> {
  const { down } = downScriptsFor(given);
  const found = new Map<string, Standing>();
  for (const { migration } of scripts) {
    const standing = await down.standing(idOf(plan, migration), given.effort);
    if (standing === 'cannot-tell') found.set(migration, await byLedger(given, migration));
    else if (standing === 'applied') found.set(migration, 'done');
    else found.set(migration, standing === 'under-way' ? 'under-way' : 'to-do');
  }
  return found;
}

/**
 * The row goes in the script's own transaction, so a row that is gone tells that it happened. One that is there tells
 * nothing safe: the script may have failed, or run and its migration been applied again since, by whoever set the server
 * back or mended it. What was rehearsed and approved was for the tables before that, so a person looks (and a new plan,
 * whose transactions have names of their own, goes on).
 */
async function byLedger(given: Given, migration: string): Promise<Standing> {
  const { migrations } = downScriptsFor(given);
  const [files, rows] = await Promise.all([migrations.files.list(), migrations.ledger.read(given.effort)]);
  if (rows === null) return 'cannot-tell';
  const { standings } = compareLedger(migrations.files.tool, files, rows);
  const row = standings.find((each) => each.migration.name === migration);
  return row === undefined || row.standing === 'pending' || row.standing === 'skipped' ? 'done' : 'cannot-tell';
}

/** An option was approved for so many rows: with more of them it is another decision (S4). */
async function guardsGrown(
  given: Given,
  approved: PlannedScripts['guards'],
  open: readonly ChosenScript[],
): Promise<readonly Finding[]> {
  const { policy, migrations } = downScriptsFor(given);
  const someHaveRun = open.length < scriptsOf(given).scripts.length;
  const files = (await migrations.files.list()).filter(({ name }) => open.some(({ migration }) => migration === name));
  const guards = guardsOf(policy.guards, files);
  const answers = await given.ports.questions.numbers(planOf(given.incident).target.database, guards, given.effort);
  const asked = approved.filter(({ guard }) => guards.some(({ name }) => name === guard));
  return moreThanApproved(asked, answers, someHaveRun);
}

async function runOne(
  { incident, service, ports, grant, effort }: GivenGrant,
  plan: string,
  next: ScriptToRun,
  before: readonly { readonly migration: string }[],
): Promise<number> {
  const { down } = downScriptsFor({ ports, service });
  const { target } = planOf(incident);
  effort.progress(`Running ${next.script.file}`);
  const into = DatabaseIdentity.parse({ name: target.database, ...target });
  const id = idOf(plan, next.migration.name);
  const { error, durationMs } = await down.run({ ...next, id, into }, grant, effort);
  if (error === null) return durationMs;
  const stay =
    before.length === 0
      ? 'No other script has run.'
      : `Taken back before it, and staying so: ${before.map(({ migration }) => migration).join(', ')}.`;
  throw new RecourseError(`${error.say} Nothing of ${next.script.file} was applied. ${stay}`, {
    code: 'check-failed',
    hint: 'Read what the database said. If it was a lock, try this step again; else stop this recovery and choose another way back.',
    facts: { file: next.script.file, line: error.line },
  });
}

function foundDone(scripts: readonly ChosenScript[]): NonNullable<Outcome['ran']> {
  return scripts.map(({ migration, file }) => ({ migration, file, durationMs: null }));
}

function ranFinding({ migration, file, durationMs }: NonNullable<Outcome['ran']>[number]): Finding {
  const took = durationMs === null ? 'was found done' : `ran in ${(durationMs / 1000).toFixed(1)} s`;
  return { check: migration, result: 'passed', say: `${file} ${took}: ${migration} is taken back` };
}

function refused(findings: readonly Finding[]): Check<Intent, Outcome> {
  const [first] = findings;
  return { kind: 'refused', say: first?.say ?? '', hint: first?.hint ?? '', findings: [...findings] };
}
