import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { type Document, heading, list, paragraph, quote } from '../document/document.ts';
import { actor } from '../people.ts';
import { code, instant, person, say } from '../phrase.ts';
import type { TimelineLine } from '../timeline/timeline-line.ts';
import { decisionPart } from './decision-part.ts';
import { forensicsPart } from './forensics-part.ts';
import { lossPart } from './loss-part.ts';
import { measuresPart, milestonesPart } from './measures-part.ts';
import { storyPart } from './story-part.ts';
import { summaryPart } from './summary-part.ts';

/**
 * A post-mortem that a person would sign (P10, G12): what happened, what it cost, who decided on what, and what follows.
 * Everything in it stands in the journal; what the journal lacks is said to be missing.
 */
export function postmortemDocument(report: Postmortem, lines: readonly TimelineLine[]): Document {
  return [
    heading(`${report.incident}: ${report.service.title} (${report.service.environment})`, 1),
    ...draftNote(report),
    heading('Summary'),
    ...summaryPart(report),
    heading('Impact'),
    ...measuresPart(report),
    heading('What was lost'),
    ...lossPart(report),
    heading('Milestones'),
    ...milestonesPart(report),
    heading('The decision'),
    ...decisionPart(report, lines),
    heading('Root cause'),
    ...(report.closing === null ? [paragraph(say`Not said yet.`)] : [quote(report.closing.rootCause)]),
    heading('Migrations and commits'),
    ...forensicsPart(report),
    ...inHindsight(report),
    ...whatFollows(report),
    heading('Timeline'),
    ...storyPart(report, lines),
    heading('What this rests on'),
    list([
      say`Journal of ${report.incident}, ${report.head.n} entries, head ${code(report.head.digest)}.`,
      say`${code(`npx recourse incident verify ${report.incident}`)} recomputes it.`,
    ]),
  ];
}

function draftNote({ closing }: Postmortem): Document {
  return closing === null
    ? [paragraph(say`This is a draft: the incident is not closed yet.`)]
    : [paragraph(say`Closed ${instant(closing.at)} by ${actor(closing.by)}.`)];
}

/** As they stood when this was written; `/incident actions` has them as they stand now. */
function whatFollows({ followUps }: Postmortem): Document {
  if (followUps.length === 0) return [];
  const rows = followUps.map(({ number, title, owner, dueAt, doneAt }) => [
    say`${number}`,
    say`${title}`,
    say`${person(owner)}`,
    say`${instant(dueAt)}`,
    doneAt === null ? say`open` : say`done ${instant(doneAt)}`,
  ]);
  return [heading('What follows'), { kind: 'table', head: ['', 'To do', 'By', 'Until', 'Stands'], rows }];
}

/** Only people know these; a heading with nothing below it would look like an accusation. */
function inHindsight({ closing }: Postmortem): Document {
  const { wentWell = null, wentBadly = null } = closing ?? {};
  return [
    ...(wentWell === null ? [] : [heading('What went well'), quote(wentWell)]),
    ...(wentBadly === null ? [] : [heading('What went badly'), quote(wentBadly)]),
  ];
}
