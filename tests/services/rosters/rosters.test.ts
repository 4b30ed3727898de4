import { describe, expect, test } from 'vitest';
import { RecourseError } from '../../../src/domain/errors.ts';
import type { ResolvedRoster } from '../../../src/domain/person.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { OutboundMessage } from '../../../src/ports/chat.ts';
import type { IncidentLine } from '../../../src/ports/entry-store.ts';
import { warnOfRoster } from '../../../src/schedule/roster-calendar.ts';
import { checkRoster } from '../../../src/services/rosters/check-rosters.ts';
import { refuseBadRosters } from '../../../src/services/rosters/refuse-bad-rosters.ts';
import { cto, fullTeam, lead, onCall, policy } from '../../support/incident-builder.ts';

const service = policy();
const found = (roster: ResolvedRoster['roster'], more: Partial<ResolvedRoster> = {}): ResolvedRoster => ({
  roster,
  unresolved: [],
  ...more,
});

function check(resolved: ResolvedRoster, asked = service) {
  return checkRoster({ people: { roster: async () => resolved, timeZone: async () => null } }, asked);
}

/** What a start says with these people: null where it starts. */
async function startWith(resolved: ResolvedRoster, asked: ServicePolicy = service, live: readonly string[] = []) {
  const store = { list: async () => live.map((name) => ({ service: name }) as IncidentLine) } as never;
  try {
    await refuseBadRosters({ store }, [await check(resolved, asked)]);
    return null;
  } catch (error) {
    if (error instanceof RecourseError) return { code: error.code, say: error.message, hint: error.hint };
    throw error;
  }
}

describe('at the start', () => {
  test('people who could decide are let through', async () => {
    expect(await startWith(fullTeam)).toBeNull();
  });

  test.each<[string, ResolvedRoster, ServicePolicy, RegExp]>([
    [
      'nobody could decide',
      found({ 'on-call': [onCall] }),
      service,
      /Nobody could decide on a rollback of PromptRefine/,
    ],
    [
      'the stand-in is the lead',
      found({ 'team-lead': [lead], 'on-call': [lead], cto: [cto] }),
      service,
      /U0LEAD> would stand in for themselves/,
    ],
    [
      'somebody is unknown to the workspace',
      { ...fullTeam, unknown: [{ role: 'cto', person: cto }] },
      service,
      /U0CTO, named as CTO of PromptRefine, is not known to this workspace/,
    ],
    [
      'fewer people than votes',
      found({ 'team-lead': [lead], cto: [cto] }),
      policy({ authority: { votes_needed: 3 } }),
      /the decision could never be made/,
    ],
  ])('%s: refused with the reason and a next move', async (_, resolved, asked, says) => {
    const refusal = await startWith(resolved, asked);
    expect(refusal).toMatchObject({ code: 'bad-configuration', say: expect.stringMatching(says) });
    expect(refusal?.hint.length).toBeGreaterThan(10);
  });

  test('with a live incident of that service it starts all the same: somebody is waiting for us', async () => {
    const nobody = found({ 'on-call': [onCall] });
    expect(await startWith(nobody, service, [service.name])).toBeNull();
    expect(await startWith(nobody, service, ['another-service'])).not.toBeNull();
  });

  test('while a lookup is only away it starts: that may be different in a moment', async () => {
    const away = found({}, { unresolved: [{ role: 'team-lead', why: 'Slack could not be asked', passing: true }] });
    expect(await startWith(away)).toBeNull();
  });

  test('a weak roster is no reason to refuse', async () => {
    expect(
      await startWith(found({ 'team-lead': [lead] }), policy({ authority: { roles: { 'team-lead': [lead] } } })),
    ).toBeNull();
  });
});

describe('the look at the roles', () => {
  const names = { names: async () => new Map() };
  async function warn(resolved: ResolvedRoster, days: readonly string[]) {
    const posted = new Map<string, OutboundMessage>();
    const outbox = {
      post: async (messages: readonly OutboundMessage[]) => {
        for (const message of messages) posted.set(message.key, message);
      },
    };
    for (const day of days) await warnOfRoster({ outbox: outbox as never }, names, await check(resolved), day);
    return [...posted.values()];
  }
  const alone = found({ 'team-lead': [lead] });

  test('says nothing where all is well', async () => {
    expect(await warn(fullTeam, ['2026-06-01'])).toEqual([]);
  });

  test('tells the service’s channel what is wrong, in words that name the next move', async () => {
    const [message, ...more] = await warn(alone, ['2026-06-01']);
    expect(more).toEqual([]);
    expect(message?.to).toEqual({ channel: service.channel });
    expect(message?.text).toMatch(/Only 1 person could decide for PromptRefine[\s\S]*Name a second person/);
  });

  test('names the message by day and trouble: two bots and five starts of a day are one message, next week is another', async () => {
    const day = '2026-06-01';
    expect(await warn(alone, [day, day, day, day, day])).toHaveLength(1);
    expect(await warn(alone, [day, '2026-06-08'])).toHaveLength(2);
  });

  test('is silent while a lookup is only away', async () => {
    const away = found({}, { unresolved: [{ role: 'cto', why: 'Slack could not be asked', passing: true }] });
    expect(await warn(away, ['2026-06-01'])).toEqual([]);
  });
});
