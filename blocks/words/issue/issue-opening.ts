import type { Incident } from '../../../src/domain/incident.ts';
import { type Document, heading, list, paragraph, quote } from '../document/document.ts';
import { code, instant, join, person, say, strong } from '../phrase.ts';
import { triggerText } from '../triggers.ts';

/** What stands at the top of an incident's issue: who, what, since when, and the ids of the requests that failed (B1). */
export function issueOpening(
  { id, declaration, declaredAt, identifiedAt }: Incident,
  service: { readonly title: string; readonly owner_note?: string | undefined },
): Document {
  const { migration, commit, correlationIds = [], errorOutput } = declaration;
  return [
    paragraph(
      say`${person(declaration.declaredBy)} declared ${strong(id)} for ${service.title} (${declaration.environment}) ${instant(declaredAt)}.`,
    ),
    heading('What was seen'),
    quote(declaration.seen),
    list([
      say`Identified ${instant(identifiedAt)}; the decision window counts from then.`,
      say`Triggers: ${declaration.triggers.map(triggerText).join('; ')}`,
      migration === undefined ? say`Migration: not known` : say`Migration: ${code(migration)}`,
      commit === undefined ? say`Commit: not known` : say`Commit: ${code(commit)}`,
      correlationIds.length === 0
        ? say`Correlation ids of failing requests: none were given`
        : say`Correlation ids of failing requests: ${join(
            correlationIds.map((each) => say`${code(each)}`),
            ', ',
          )}`,
      ...(service.owner_note === undefined ? [] : [say`Owner and escalation: ${service.owner_note}`]),
    ]),
    ...(errorOutput === undefined ? [] : [{ kind: 'output' as const, text: errorOutput }]),
    paragraph(say`Recourse keeps this issue: it comments at each turn, and closes it with the post-mortem.`),
  ];
}
