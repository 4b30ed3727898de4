import { shownId } from '../../../src/domain/affected-words.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import { type Document, heading, paragraph } from '../document/document.ts';
import { countOf } from '../numbers.ts';
import { code, join, say } from '../phrase.ts';

/** The correlation ids that a plan among these entries counted, all that are kept: who was hit can be told (B1, B11). */
export function issueAffected(entries: readonly Entry[]): Document {
  const counted = entries.flatMap(({ body }) =>
    body.kind === 'plan-proposed' ? (body.proposed.plan.switching?.evidence?.affected ?? []) : [],
  );
  const affected = counted.at(-1);
  if (affected === undefined || affected.total === 0) return [];
  const { ids, total, messages } = affected;
  const beyond = total - ids.length;
  return [
    heading(`Requests that failed (${countOf(total)})`),
    ...messages.map(({ say: message, rows }) => paragraph(say`${countOf(rows)} × ${code(shownId(message))}`)),
    paragraph(
      join(
        ids.map((id) => say`${code(shownId(id))}`),
        ', ',
      ),
    ),
    ...(beyond > 0
      ? [paragraph(say`And ${countOf(beyond)} more: they name no request, or are more than are kept.`)]
      : []),
  ];
}
