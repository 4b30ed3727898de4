import { reportParts } from '../../../blocks/drill.ts';
import {
  authorityLine,
  authorityOutcome,
  authorityPhrases,
  authorityTrend,
} from '../../../blocks/words/authority-drill.ts';
import { type DrillFacts, drillLine, drillOutcome, phaseLine } from '../../../blocks/words/drills.ts';
import { join, type Phrase, say } from '../../../blocks/words/phrase.ts';
import type { Reader } from '../../../blocks/words/reader.ts';
import { writeHtml } from '../../../blocks/words/write-html.ts';
import { writeMarkdown } from '../../../blocks/words/write-markdown.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import type { AuthorityRecord } from '../../domain/authority-record.ts';
import type { DrillHistory } from '../../domain/drill-record.ts';

export type ReportForm = 'text' | 'md' | 'json' | 'html';

interface Section {
  readonly head: string;
  readonly lines: readonly Phrase[];
}

/** One drill, whole: what Slack shows, and every phase and finding besides. */
export function writeReport(facts: DrillFacts, form: ReportForm, reader: Reader): string {
  const { drill, title } = facts;
  if (form === 'json') return JSON.stringify({ ...drill, authority: facts.authority ?? null });
  const outcome = drill.report === null ? 'under way' : drillOutcome(drill.report);
  const findings = (drill.report?.findings ?? []).map(
    ({ result, check, say: said }) => say`${result}: ${check}: ${said}`,
  );
  const sections: Section[] = [
    { head: `Drill ${drill.id} of ${title}: ${outcome}`, lines: reportParts(facts, Number.POSITIVE_INFINITY).flat() },
    { head: 'Phases', lines: drill.phases.map(({ phase, durationMs }) => phaseLine(phase, durationMs)) },
    { head: 'Everything that was checked', lines: findings },
  ];
  return writeSections(sections, form, reader);
}

/** One drill of the decision, with everybody who was asked. */
export function writeAuthorityReport(title: string, drill: AuthorityRecord, form: ReportForm, reader: Reader): string {
  if (form === 'json') return JSON.stringify(drill);
  const outcome = drill.report === null ? 'under way' : authorityOutcome(drill.report);
  const followUp = drill.followUp === null ? [] : [say`${drill.followUp.say}`];
  const lines = [...authorityPhrases(drill, Number.POSITIVE_INFINITY), ...followUp];
  return writeSections([{ head: `Decision drill ${drill.id} of ${title}: ${outcome}`, lines }], form, reader);
}

/** All drills of a service, newest first, and how many decisions came in time. */
export function writeHistory(
  title: string,
  { drills, authority }: Pick<DrillHistory, 'drills' | 'authority'>,
  form: ReportForm,
  reader: Reader,
): string {
  if (form === 'json') return [...drills, ...authority].map((drill) => JSON.stringify(drill)).join('\n');
  const lines = drills.length === 0 ? [say`No drill was held yet.`] : drills.map(drillLine);
  const sections: Section[] = [
    { head: `Drills of ${title}`, lines },
    { head: authorityTrend(authority) ?? 'Decisions', lines: authority.toReversed().map(authorityLine) },
  ];
  return writeSections(sections, form, reader);
}

function writeSections(sections: readonly Section[], form: ReportForm, reader: Reader): string {
  const shown = sections.filter(({ lines }) => lines.length > 0);
  if (form === 'html') return htmlPage(shown, reader);
  const write = form === 'md' ? writeMarkdown : writePlain;
  const parts = shown.map(({ head, lines }, index) => {
    const title = form === 'md' ? `${index === 0 ? '#' : '##'} ${head}\n\n` : `${head}\n`;
    const between = form === 'md' ? '\n- ' : '\n  ';
    return `${title}${form === 'md' ? '- ' : '  '}${lines.map((line) => write(line, reader)).join(between)}`;
  });
  return parts.join('\n\n');
}

function htmlPage(sections: readonly Section[], reader: Reader): string {
  const [first] = sections;
  const body = sections.map(({ head, lines }, index) => {
    const level = index === 0 ? 'h1' : 'h2';
    const items = lines.map((line) => `<li>${writeHtml(line, reader)}</li>`).join('\n');
    return `<${level}>${writeHtml(say`${head}`, reader)}</${level}>\n<ul>\n${items}\n</ul>`;
  });
  const title = writeHtml(join([say`${first?.head ?? 'Drill'}`], ''), reader);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>`;
}

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
ul { list-style: none; padding: 0; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
`;
