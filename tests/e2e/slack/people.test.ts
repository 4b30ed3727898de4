import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { demoPeople, demoWorkspace } from '../../../demo/slack/preset.ts';
import { slackPeople } from '../../../src/adapters/slack/people.ts';
import { makeWebClient } from '../../../src/adapters/slack/web-client.ts';
import { RecourseError } from '../../../src/domain/errors.ts';
import { PersonId } from '../../../src/domain/ids.ts';
import { policy } from '../../support/incident-builder.ts';

const { lead, cto, onCall } = demoPeople;
let slack: LocalSlack;
beforeAll(async () => {
  slack = await startLocalSlack({ workspace: demoWorkspace(JSON.parse(readFileSync('manifest.json', 'utf8'))) });
});
afterAll(() => slack.close());

function people(printed = '') {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const print = async () => {
    if (printed === 'broken')
      throw new RecourseError('pager ended with 1.', { code: 'command-failed', hint: 'Run it by hand.' });
    return printed;
  };
  const client = makeWebClient(slack.botToken, { apiUrl: slack.apiUrl, log });
  return slackPeople(client, { fromCommand: print, fromUrl: print }, log);
}

async function roleOf(source: unknown, printed?: string) {
  const { roster, unresolved } = await people(printed).roster(
    policy({ authority: { roles: { 'team-lead': source } } }),
  );
  return { people: roster['team-lead'] ?? [], why: unresolved[0]?.why ?? null };
}

describe('who holds a role', () => {
  test.each<[string, unknown, string, readonly string[]]>([
    ['by id', [lead.id, cto.id, lead.id], '', [lead.id, cto.id]],
    ['by user group', { user_group: 'S0ONCALL' }, '', [onCall.id]],
    ['by command', { command: { run: ['pager'] } }, `\n${cto.id}\r\n`, [cto.id]],
    ['by address', { url: 'https://pager.example/now' }, onCall.id, [onCall.id]],
  ])('is found %s', async (_, source, printed, expected) => {
    expect(await roleOf(source, printed)).toEqual({ people: expected, why: null });
  });

  test.each<[string, unknown, string, RegExp]>([
    ['a user group that is not there', { user_group: 'S0NOWHERE' }, '', /^Slack refused \(/],
    ['a person who is not there', ['U0NOBODY'], '', /<@U0NOBODY> is not known to this workspace/],
    ['an app instead of a person', ['U0LOCALBOT'], '', /<@U0LOCALBOT> is a bot/],
    ['a name instead of an id', { command: { run: ['pager'] } }, 'dana', /is not a Slack user id: “dana”/],
    ['a command that names nobody', { command: { run: ['pager'] } }, '\n', /^nobody is named$/],
    ['a command that fails', { command: { run: ['pager'] } }, 'broken', /pager ended with 1\. Run it by hand\./],
  ])('is nobody, with the reason, for %s', async (_, source, printed, why) => {
    const found = await roleOf(source, printed);
    expect(found.people).toEqual([]);
    expect(found.why).toMatch(why);
  });

  test('is asked anew each time: somebody deactivated a moment ago holds it no longer', async () => {
    const asked = people();
    const service = policy({ authority: { roles: { 'team-lead': [lead.id] } } });
    expect((await asked.roster(service)).roster['team-lead']).toEqual([lead.id]);
    await slack.setPerson(lead.id, { deactivated: true });
    const after = await asked.roster(service);
    await slack.setPerson(lead.id, { deactivated: false });
    expect(after.roster['team-lead']).toBeUndefined();
    expect(after.unresolved).toEqual([{ role: 'team-lead', passing: false, why: `<@${lead.id}> is deactivated` }]);
  });

  test('is asked once more where Slack wants a moment, so that nobody is refused for it', async () => {
    await slack.faults.rateLimit({ method: 'users.info', calls: 1, retryAfterSeconds: 1 });
    expect(await roleOf([lead.id])).toEqual({ people: [lead.id], why: null });
  });

  test('is nobody where Slack wants more than a moment', async () => {
    await slack.faults.rateLimit({ method: 'users.info', calls: 2, retryAfterSeconds: 30 });
    expect((await roleOf([lead.id])).why).toBe('Slack could not be asked (ratelimited)');
    await slack.faults.clear();
  });

  test('is nobody while Slack cannot be asked, and never somebody remembered', async () => {
    const asked = people();
    const service = policy({ authority: { roles: { 'team-lead': [lead.id] } } });
    await asked.roster(service);
    await slack.faults.outage('unavailable');
    const during = await asked.roster(service);
    await slack.faults.clear();
    expect(during.roster).toEqual({});
    expect(during.unresolved[0]?.why).toBe('Slack could not be asked (HTTP 503)');
  });
});

describe('names and zones', () => {
  test('are read from profiles, and left out where there is none', async () => {
    const ids = [lead.id, 'U0NOBODY'].map((id) => PersonId.parse(id));
    expect(await people().names(ids)).toEqual(
      new Map([
        [lead.id, lead.realName],
        ['U0NOBODY', 'U0NOBODY'],
      ]),
    );
    expect(await people().timeZone(PersonId.parse(lead.id))).toBe('Europe/Berlin');
  });
});
