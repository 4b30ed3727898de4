import type { WebClient } from '@slack/web-api';
import { documentMarkdown } from '../../blocks/words/document/document-markdown.ts';
import { githubIssues } from '../adapters/github/issues.ts';
import { smtpServer } from '../adapters/mail/smtp.ts';
import { slackCanvases } from '../adapters/slack/canvases.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import { slackFiles } from '../adapters/slack/shared-files.ts';
import type { Config } from '../config/settings.ts';
import type { DispatchName } from '../domain/dispatch.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Road, Roads } from '../ports/roads.ts';
import { canvasRoad } from '../services/aftercare/canvas-road.ts';
import { issueRoad } from '../services/aftercare/issue-road.ts';
import { type AftercareKeeper, startAftercareKeeper } from '../services/aftercare/keep-aftercare.ts';
import { mailRoad } from '../services/aftercare/mail-road.ts';
import { type PostmortemRoadNeeds, postmortemRoad } from '../services/aftercare/postmortem-road.ts';
import type { House } from '../services/house.ts';
import { issueWords } from './issue-words.ts';
import { postmortemPages } from './write-postmortem.ts';

export interface AftercareGiven {
  readonly house: House;
  readonly holder: string;
  readonly client: WebClient;
  readonly people: Pick<SlackPeople, 'names'>;
  readonly config: Pick<Config, 'secretOf'>;
  heard(error: unknown, where: string): void;
}

/** What follows an incident, with its roads out of the house. */
export function startAftercare(given: AftercareGiven): AftercareKeeper {
  const { house, holder, client, people, heard } = given;
  const write: PostmortemRoadNeeds['write'] = (incident, service, entries) => {
    const pages = postmortemPages(incident, service, entries);
    return drawWithNames(service.time_zone, people.names, (reader) => documentMarkdown(pages, reader));
  };
  const postmortem = postmortemRoad({ house, outbox: house.outbox, files: slackFiles(client), write });
  const canvas = canvasRoad({ house, canvases: slackCanvases(client), write });
  const roadsOf = (service: ServicePolicy) =>
    byName({ 'postmortem/canvas': canvas, postmortem, ...mailOf(given, service), ...issueOf(given, service) });
  return startAftercareKeeper({ house, holder, heard, roadsOf });
}

function mailOf({ house, config }: AftercareGiven, { name, mail }: ServicePolicy): { readonly mail?: Road } {
  if (mail === undefined) return {};
  const server = smtpServer({ url: config.secretOf(mail.smtp_url_env).reveal(), caFile: mail.ca_file });
  return { mail: mailRoad({ server, list: house.mailListOf?.(name) ?? (async () => []), from: mail.from }) };
}

function issueOf({ house, config, people }: AftercareGiven, { github }: ServicePolicy): { readonly issue?: Road } {
  if (github === undefined) return {};
  const { repository, token_env, api_url: apiUrl } = github;
  const tracker = githubIssues({ repository, apiUrl, token: config.secretOf(token_env).reveal() });
  return { issue: issueRoad({ house, tracker, words: issueWords(people.names) }) };
}

/** By a dispatch's name, or its first word. */
function byName(roads: Readonly<Record<string, Road>>): Roads {
  return (name: DispatchName) => roads[name] ?? roads[name.split('/')[0] ?? ''] ?? null;
}
