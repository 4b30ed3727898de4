import type { Document } from '../../blocks/words/document/document.ts';
import { postmortemDocument } from '../../blocks/words/postmortem/postmortem-document.ts';
import { timelineLines } from '../../blocks/words/timeline/timeline-line.ts';
import type { Entry } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { postmortemOf } from '../plan/postmortem/postmortem.ts';
import { stepRegistry } from '../steps/registry.ts';

/** The post-mortem of one journal as a document, before anybody decided how it is written. */
export function postmortemPages(
  incident: Incident,
  service: ServicePolicy | null,
  entries: readonly Entry[],
): Document {
  const { lines } = timelineLines(entries, { titleOf: (step) => stepRegistry.get(step)?.title ?? step });
  return postmortemDocument(postmortemOf(incident, service, entries), lines);
}
