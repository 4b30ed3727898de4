import type { Document } from '../../blocks/words/document/document.ts';
import { documentMarkdown } from '../../blocks/words/document/document-markdown.ts';
import { issueAffected } from '../../blocks/words/issue/issue-affected.ts';
import { issueOpening } from '../../blocks/words/issue/issue-opening.ts';
import { storyItems } from '../../blocks/words/postmortem/story-part.ts';
import { timelineLines } from '../../blocks/words/timeline/timeline-line.ts';
import { type AskNames, drawWithNames } from '../adapters/slack/name-people.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { IssueWords } from '../services/aftercare/issue-road.ts';
import { stepRegistry } from '../steps/registry.ts';
import { postmortemPages } from './write-postmortem.ts';

const TITLE_LENGTH_MAX = 120;

/** What an incident's issue says. */
export function issueWords(names: AskNames): IssueWords {
  const written = async (document: Document, { time_zone }: ServicePolicy) =>
    withoutCalls(await drawWithNames(time_zone, names, (reader) => documentMarkdown(document, reader)));
  return {
    title: ({ id, declaration }, { title }) =>
      withoutCalls(
        `${id}: ${title} (${declaration.environment}): ${declaration.seen.replaceAll(/\s+/g, ' ')}`.slice(
          0,
          TITLE_LENGTH_MAX,
        ),
      ),
    opening: (incident, service) => written(issueOpening(incident, service), service),
    progress: (_, service, entries) => {
      const { lines } = timelineLines(entries, { titleOf: (step) => stepRegistry.get(step)?.title ?? step });
      return written([{ kind: 'list', items: lines.map(storyItems) }, ...issueAffected(entries)], service);
    },
    postmortem: (incident, service, entries) => written(postmortemPages(incident, service, entries), service),
  };
}

/** An @ before a name would call people of GitHub who have nothing to do with it. */
function withoutCalls(text: string): string {
  return text.replaceAll(/@(?=[A-Za-z0-9])/g, '@\u2060');
}
