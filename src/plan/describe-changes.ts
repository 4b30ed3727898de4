import { rowsToCopy } from '../domain/copy-back.ts';
import { rowsLost } from '../domain/loss.ts';
import type { Plan } from '../domain/plan.ts';

/** What is different between two revisions of a plan, in plain words; people who voted on the first read this. */
export function describeChanges(before: Plan, after: Plan): string[] {
  return [
    change('path', before.path, after.path),
    change('backup', before.backup?.id, after.backup?.id),
    change('copy to promote', before.copy?.database, after.copy?.database),
    change(
      'database to replace',
      `${before.target.database} (oid ${before.target.oid})`,
      `${after.target.database} (oid ${after.target.oid})`,
    ),
    change('rows lost', lossOf(before), lossOf(after)),
    change('rows copied back', copiedOf(before), copiedOf(after)),
    change('repairs', repairsOf(before), repairsOf(after)),
    change('scripts to run', scriptsOf(before), scriptsOf(after)),
    change('rows that the scripts take away', takenOf(before), takenOf(after)),
    change('corrective migrations', correctionOf(before), correctionOf(after)),
    change('switch', switchOf(before), switchOf(after)),
    change('commit to deploy', commitsOf(before), commitsOf(after)),
    change('steps', before.steps.join(', '), after.steps.join(', ')),
    change('allowed growth of the loss', String(before.lossMayGrowByRows), String(after.lossMayGrowByRows)),
  ].filter((line) => line !== null);
}

function change(what: string, before: string | undefined, after: string | undefined): string | null {
  if (before === after) return null;
  return `${what}: ${before ?? 'none'} → ${after ?? 'none'}`;
}

function lossOf(plan: Plan): string {
  return plan.statedLoss === null ? 'not counted' : String(rowsLost(plan.statedLoss));
}

function copiedOf({ copyBack }: Plan): string | undefined {
  return copyBack === undefined ? undefined : `${rowsToCopy(copyBack.report)} (${copyBack.report.digest.slice(0, 12)})`;
}

function repairsOf({ repair }: Plan): string | undefined {
  return repair?.repairs.map(({ query, before, digest }) => `${query} (${before}, ${digest.slice(0, 12)})`).join(', ');
}

/** With their digests: another text under the same name is another script. */
function scriptsOf({ downScripts }: Plan): string | undefined {
  if (downScripts === undefined) return undefined;
  const options = downScripts.guards.flatMap(({ option }) => option?.name ?? []);
  const scripts = downScripts.scripts.map(({ file, digest }) => `${file} (${digest.slice(0, 12)})`);
  return [...scripts, ...options].join(', ');
}

function takenOf({ downScripts }: Plan): string | undefined {
  return downScripts && String(downScripts.takesAway.rows.reduce((sum, { rows }) => sum + rows, 0));
}

function correctionOf({ correction }: Plan): string | undefined {
  return correction?.migrations.map(({ name, digest }) => `${name} (${digest.slice(0, 12)})`).join(', ');
}

function switchOf({ switching }: Plan): string | undefined {
  if (switching === undefined) return undefined;
  const { name, turn, evidence, retry } = switching;
  const retried = retry === null ? '' : `, ${retry.ids.length} retried`;
  return `${name} ${turn} (${evidence?.affected?.total ?? 0} failed${retried})`;
}

function commitsOf(plan: Plan): string {
  return plan.deploys.length === 0
    ? 'none'
    : plan.deploys.map((deploy) => `${deploy.target} ${deploy.commit}`).join(', ');
}
