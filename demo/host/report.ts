import { timelinePlain } from '../../blocks/words/timeline/timeline-markdown.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { stepRegistry } from '../../src/steps/registry.ts';
import { demoPeople } from '../slack/preset.ts';
import type { StoryEnd } from '../stories/story.ts';
import { explain } from './explain.ts';

/** Columns of the table of what was measured. */
const NAME_WIDTH = 26;
const VALUE_WIDTH = 10;
const write = (line: string) => process.stdout.write(`${line}\n`);

/** The story as a person would read it, then what was measured and what held. */
export function reportToPeople(end: StoryEnd, timeZone: string): void {
  const names = new Map(Object.values(demoPeople).map((person) => [person.id as PersonId, person.realName]));
  write('');
  if (end.entries.length > 0) {
    write(timelinePlain(end.entries, { names, timeZone }, (step) => stepRegistry.get(step)?.title ?? step));
    write('');
  }
  for (const [name, value] of measured(end)) write(`${name.padEnd(NAME_WIDTH)}${value.padStart(VALUE_WIDTH)}`);
  write('');
  for (const { claim, held, say } of end.claims) write(`${held ? '✓' : '✗'} ${claim}: ${say}`);
}

/** One JSON object per entry of the journal or of the log of drills, and a last one with the result; nothing else goes to standard output. */
export function reportAsJson(end: StoryEnd): void {
  for (const entry of [...end.entries, ...(end.drills ?? [])]) write(JSON.stringify(entry));
  const { incident, claims, durationsMs, loss } = end;
  const ok = claims.length > 0 && claims.every((claim) => claim.held);
  write(JSON.stringify({ result: { ok, incident, durationsMs, loss, findings: countFindings(end), claims } }));
}

/** The last line of a story that broke off: no result but why. */
export function reportFailureAsJson(error: unknown): void {
  write(JSON.stringify({ result: { ok: false, error: explain(error) } }));
}

function countFindings(end: StoryEnd): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result } of findingsOf(end)) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

function findingsOf({ entries, drills = [] }: StoryEnd): readonly Finding[] {
  return [
    ...entries.flatMap(({ body }) =>
      body.kind === 'step-done' || body.kind === 'step-failed' ? [...body.findings] : [],
    ),
    ...drills.flatMap(({ body }) => (body.kind === 'drill-ended' ? body.report.findings : [])),
  ];
}

/** What was measured, by name, in the form in which people read it. */
function measured(end: StoryEnd): (readonly [string, string])[] {
  const short = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
  return [
    ...Object.entries(end.durationsMs).map(([name, ms]) => [words(name), short(ms)] as const),
    ...Object.entries(end.loss).map(([name, rows]) => [words(name), rows.toLocaleString('en-US')] as const),
    ...Object.entries(countFindings(end)).map(([result, count]) => [`findings ${result}`, String(count)] as const),
  ];
}

function words(name: string): string {
  return name.replaceAll('-', ' ');
}
