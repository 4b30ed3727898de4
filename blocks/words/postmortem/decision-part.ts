import { rowsLost } from '../../../src/domain/loss.ts';
import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { decisionDetails, decisionSentence } from '../decisions.ts';
import { type Document, list, paragraph } from '../document/document.ts';
import { counted, durationOf } from '../numbers.ts';
import { code, either, instant, type Phrase, person, say, saying } from '../phrase.ts';
import type { TimelineLine } from '../timeline/timeline-line.ts';

/** Who decided what, when, on which plan, and the entries that prove that they could (S8, S9). */
export function decisionPart(report: Postmortem, lines: readonly TimelineLine[]): Document {
  const { decision } = report;
  if (decision === null) return [paragraph(say`There was none.`)];
  const { vote, at, votes } = decision;
  const proof = lines.filter(({ n }) => vote.basis.evidence.includes(n));
  return [
    paragraph(say`${instant(at)}: ${decisionSentence(vote)}`),
    list([
      ...whatWasVotedOn(report),
      ...decisionDetails(vote, saying(vote.basis.say)),
      ...(votes.length > 1
        ? [say`Decided together: ${counted(votes.length, 'vote')} by ${either(votes.map((id) => say`${person(id)}`))}.`]
        : []),
      ...proof.map(
        ({ n, occurredAt, phrases: [first = []] }) =>
          say`Evidence, entry ${n}, ${instant(occurredAt, 'time-with-seconds')}: ${first}`,
      ),
    ]),
  ];
}

/** The facts that stood on the card: what it would cost and how long it would take. */
function whatWasVotedOn({ decision, loss, forensics: { backup } }: Postmortem): readonly Phrase[] {
  const { expectedMs = null } = decision ?? {};
  return [
    ...(backup === null ? [] : [say`On backup ${code(backup.id)}, as of ${instant(backup.snapshotAt)}.`]),
    ...rehearsed(loss),
    ...(loss.stated === null ? [] : [say`On a stated loss of ${counted(rowsLost(loss.stated), 'row')}.`]),
    ...(expectedMs === null ? [] : [say`On an expected duration of ${durationOf(expectedMs)}.`]),
  ];
}

/** What was tried on a copy of production before anybody voted. */
function rehearsed({ scripts, repair, correction }: Postmortem['loss']): readonly Phrase[] {
  const what = [
    ...(scripts === null ? [] : [counted(scripts.scripts.length, 'down script')]),
    ...(repair === null ? [] : [counted(repair.repairs.length, 'repair')]),
    ...(correction === null ? [] : [counted(correction.migrations.length, 'corrective migration')]),
  ];
  return what.map((each) => say`On the rehearsal of ${each} on a copy of production.`);
}
