import { affectedWords } from '../domain/affected-words.ts';
import type { Finding } from '../domain/finding.ts';
import type { AffectedRows, PlannedRetry, PlannedSwitch } from '../domain/switches.ts';
import { judgeTable } from './judge-repair.ts';

const count = (number: number) => number.toLocaleString('en-US');

/** What was measured before a switch is turned. */
export type MeasuredSwitch = Omit<PlannedSwitch, 'retry'> & {
  /** What a look at the provider said; null where nobody looks. */
  readonly look: { readonly well: boolean; readonly say: string } | null;
};

/** Whether what was measured speaks for turning the switch (P2 C, B11). Too little trouble is a reason to leave it alone. */
export function judgeMeasured(measured: MeasuredSwitch): Finding[] {
  return [...judgePosition(measured), ...judgeEvidence(measured), ...judgeLook(measured), ...tellAffected(measured)];
}

function judgePosition({ title, turn, found }: MeasuredSwitch): Finding[] {
  if (turn !== found) return [{ check: 'switch', result: 'passed', say: `${title} is ${found}` }];
  const say =
    turn === 'off'
      ? `${title} is off already, and this incident did not do that`
      : `${title} is on already, so only the rest of the plan is left`;
  const hint =
    turn === 'off'
      ? 'It stays as it is. Recourse will not switch it on by itself, because it did not switch it off.'
      : 'It was switched on again before this plan. Look whether that was meant.';
  return [{ check: 'switch', result: 'warned', say, hint }];
}

function judgeEvidence({ title, turn, evidence }: MeasuredSwitch): Finding[] {
  if (evidence === null) return [];
  const { count: failed, threshold } = evidence;
  const check = 'evidence';
  const say = `${title}: the evidence query counts ${count(failed)}, and ${count(threshold)} speak for an outage`;
  if (turn === 'on') return [{ check, result: 'passed', say: `${title}: the evidence query counts ${count(failed)}` }];
  if (failed >= threshold) return [{ check, result: 'passed', say }];
  const hint = 'Too little fails for that. Choose another way back: `/rollback options` shows them all.';
  return [{ check, result: 'failed', say, hint }];
}

function judgeLook({ turn, look, title }: MeasuredSwitch): Finding[] {
  if (look === null) return [];
  const say = `${title}: ${look.say}`;
  if (turn === 'off') return [{ check: 'look', result: 'passed', say }];
  if (look.well) return [{ check: 'look', result: 'passed', say }];
  return [
    {
      check: 'look',
      result: 'warned',
      say,
      hint: 'It is not well yet: it is switched on, and what failed is retried, only once it is.',
    },
  ];
}

function tellAffected({ evidence }: MeasuredSwitch): Finding[] {
  const affected = evidence?.affected;
  if (affected == null || affected.total === 0) return [];
  const said = affected.messages.slice(0, 2).map(({ say, rows }) => `"${say}" (${count(rows)})`);
  const words = said.length === 0 ? '' : ` They say: ${said.join(', ')}.`;
  return [{ check: 'affected', result: 'passed', say: `${affectedWords(affected)}.${words}` }];
}

/** Whether what ran on the copy is a retry: it takes the rows up again and leaves the schema as it was. */
export function judgeRehearsedRetry(retry: PlannedRetry | null, affected: AffectedRows | null): Finding[] {
  const left = (affected?.total ?? 0) - (retry?.ids.length ?? 0);
  const beyond: Finding[] =
    retry === null || left <= 0
      ? []
      : [
          {
            check: 'affected',
            result: 'warned',
            say: `${count(left)} rows are not retried: they name no request, name it with a secret in it, or are more than are kept`,
            hint: 'Once this is done, choose this way again for those.',
          },
        ];
  if (retry === null && left > 0) {
    const say = `${count(left)} rows are not retried: recourse.yaml names no retry, or none of them names its request`;
    return [{ check: 'retry', result: 'warned', say, hint: 'Take them up by hand once it is on again.' }];
  }
  if (retry === null) return [{ check: 'retry', result: 'passed', say: 'there is nothing to retry' }];
  if (retry.by === 'command') {
    const say = `${retry.run.join(' ')} cannot be tried on a copy: it runs as it is, for ${count(retry.ids.length)} ids`;
    return [{ check: 'retry', result: 'warned', say }, ...beyond];
  }
  return [...judgeScript(retry), ...beyond];
}

const nothingOnCopy =
  'Choose this way again where they were repeated meanwhile; else take what looks back from now() out of `evidence.affected`.';

function judgeScript({
  run,
  ids,
  failingBefore = ids.length,
  stillFailing,
}: Extract<PlannedRetry, { by: 'script' }>): Finding[] {
  const check = 'rehearsal';
  if (run.error !== null) {
    const where = run.error.line === null ? '' : ` (line ${run.error.line})`;
    const say = `${run.migrations.join(', ')} failed on a copy of production${where}: ${run.error.say}`;
    return [{ check, result: 'failed', say, hint: 'Correct the script, and try this step again.' }];
  }
  const say = `of ${count(ids.length)} affected requests, ${count(stillFailing)} still count as failed on the copy after the retry`;
  if (failingBefore === 0) {
    const nothing = `none of ${count(ids.length)} affected requests counts as failed on the copy before the retry, so trying it showed nothing`;
    return [{ check, result: 'failed', say: nothing, hint: nothingOnCopy }];
  }
  const fewer: Finding[] =
    failingBefore >= ids.length
      ? []
      : [
          {
            check,
            result: 'warned',
            say: `only ${count(failingBefore)} of ${count(ids.length)} affected requests count as failed on the copy: the others were not tried`,
            hint: nothingOnCopy,
          },
        ];
  const judged: Finding =
    stillFailing === 0
      ? { check, result: 'passed', say }
      : { check, result: 'failed', say, hint: 'The script does not take up what the query gives. Correct it.' };
  return [judged, ...fewer, ...run.tables.map(judgeTable)];
}
