import { slackPeople } from '../../adapters/slack/people.ts';
import { makeWebClient } from '../../adapters/slack/web-client.ts';
import { peopleSources } from '../../compose/people-sources.ts';
import { roleNames } from '../../domain/person.ts';
import { failed, passed, perService, type Seen, skipped } from './probe.ts';
import { silentLog } from './slack.ts';

/** Every role has active people of this workspace, asked exactly as at a click. */
export const peopleProbe = perService('people', async (service, { settings, slack }): Promise<Seen[]> => {
  if (slack === null) return [skipped('Slack is not configured')];
  const client = makeWebClient(slack.botToken.reveal(), { apiUrl: slack.apiUrl, log: silentLog });
  const { roster, unresolved } = await slackPeople(client, peopleSources(settings), silentLog).roster(service);
  const found = Object.entries(roster).map(([role, people]) => passed(`${roleOf(role)}: ${people.join(', ')}`));
  const missing = unresolved.map(({ role, why }) =>
    failed(`${roleOf(role)}: ${why}`, 'Correct authority.roles, or the group, command or address that it names.'),
  );
  return [...found, ...missing];
});

function roleOf(role: string): string {
  return Object.entries(roleNames).find(([name]) => name === role)?.[1] ?? role;
}
