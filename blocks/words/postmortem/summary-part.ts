import type { Instant } from '../../../src/domain/ids.ts';
import type { OpenPath } from '../../../src/domain/path-choice.ts';
import { pathWords } from '../../../src/domain/path-choice.ts';
import type { Milestone, Postmortem } from '../../../src/domain/postmortem.ts';
import { choiceWords } from '../decisions.ts';
import { type Document, list, paragraph, quote } from '../document/document.ts';
import { durationOf } from '../numbers.ts';
import { code, instant, type Phrase, person, say, strong } from '../phrase.ts';
import { triggerText } from '../triggers.ts';

/** What happened in four sentences, for somebody who reads no further. */
export function summaryPart(report: Postmortem): Document {
  return [
    paragraph(
      say`${person(report.declaredBy)} declared this incident ${instantOf(report, 'declared')}; the failure was identified ${instantOf(report, 'identified')}. What was seen:`,
    ),
    quote(report.seen),
    list([
      say`Triggers: ${report.triggers.map(triggerText).join('; ')}`,
      failing(report),
      decided(report),
      ended(report),
    ]),
  ];
}

/** When a milestone was reached; null where it was not. */
export function reachedAt({ milestones }: Postmortem, name: Milestone['name']): Instant | null {
  return milestones.find((milestone) => milestone.name === name)?.at ?? null;
}

function instantOf(report: Postmortem, name: Milestone['name']): Phrase {
  const at = reachedAt(report, name);
  return at === null ? say`at a time that is not known` : say`${instant(at)}`;
}

function failing({ forensics: { migration } }: Postmortem): Phrase {
  return migration === null ? say`No migration was named.` : say`Migration: ${code(migration)}`;
}

function decided(report: Postmortem): Phrase {
  const { decision, lapsedAt } = report;
  if (decision === null) {
    const lapse = lapsedAt === null ? [] : say` The decision window closed ${instant(lapsedAt)} without one.`;
    return say`${strong('Nobody decided for or against a rollback.')}${lapse}`;
  }
  return say`${person(decision.vote.by)} ${choiceWords[decision.vote.choice].done} the rollback ${instant(decision.at)}.`;
}

function ended(report: Postmortem): Phrase {
  const { path } = report;
  const prepared = Object.hasOwn(pathWords, path.prepared) ? pathWords[path.prepared as OpenPath].title : path.prepared;
  if (!path.carriedOut) return say`Recourse carried out no recovery. ${usedAs(report)}`;
  const [from, until] = [reachedAt(report, 'identified'), reachedAt(report, 'recovered')];
  const after =
    from === null || until === null
      ? ''
      : `, ${durationOf(Date.parse(until) - Date.parse(from))} after it was identified`;
  return say`${strong('Recovered')} ${instantOf(report, 'recovered')}${after}, by: ${prepared}. ${usedAs(report)}`;
}

/** G12: whether recovery used restore or forward-fix is recorded, in the words of who closed it. */
function usedAs({ path }: Postmortem): Phrase {
  return path.used === null ? [] : say`Path used, as recorded at the close: ${strong(path.used)}.`;
}
