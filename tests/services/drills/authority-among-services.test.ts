import { describe, expect, test } from 'vitest';
import { drawDrillRefusal } from '../../../commands/presses/authority-presses.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { nextCalendarEntry } from '../../../src/policy/drills/due-drills.ts';
import { writeDrill } from '../../../src/services/drills/drill-log.ts';
import { authorityOffice, noon } from '../../support/authority-office.ts';
import { drillReport } from '../../support/drill-builder.ts';
import { cto, lead, onCall, policy } from '../../support/incident-builder.ts';

const minuteMs = 60_000;

/** Three services of one team: they share the lead. */
const named = (name: string) => ServicePolicy.parse({ ...JSON.parse(JSON.stringify(input)), name, title: name });
const { name: _, title: __, channel, authority } = policy();
const input = {
  channel,
  authority: { roles: authority.roles },
  database: { url_env: 'DATABASE_URL', required_tables: ['users'] },
  backups: { storage: { kind: 'folder', path: '/var/backups' } },
};
const team = ['billing', 'orders', 'shop'].map(named);
const [billing, orders, shop] = team as [ServicePolicy, ServicePolicy, ServicePolicy];

/** An office in which the practised restores of all services were just held, so that a decision drill of each is due. */
async function allDue(at = noon) {
  const office = authorityOffice(team, at);
  for (const each of team) await practise(office, each);
  return office;
}

async function practise(office: ReturnType<typeof authorityOffice>, service: ServicePolicy) {
  await writeDrill(office.log, service, ({ history, now }) => {
    const entry = nextCalendarEntry(history, service, now);
    return entry === null ? null : { body: entry.body, by: { kind: 'bot' } };
  });
  const due = office.now().toISOString() as never;
  const asked = { kind: 'drill-asked', number: 1, reason: 'schedule', due, from: null } as const;
  const ended = { kind: 'drill-ended', number: 1, report: drillReport(), followUp: null } as const;
  for (const body of [asked, ended]) await writeDrill(office.log, service, () => ({ body, by: { kind: 'bot' } }));
}

async function openOf(office: ReturnType<typeof authorityOffice>) {
  const all = await Promise.all(team.map((each) => office.drills(each)));
  return all.flat().filter(({ state }) => state === 'open');
}

describe('by the calendar, a drill of the decision (S9)', () => {
  test.each([
    ['the lead, whom it asks', lead],
    ['the CTO, whom it calls when the others are silent', cto],
  ])('waits while it is night where %s lives, whatever the zone of the service', async (_who, person) => {
    const office = await allDue();
    office.zones.set(person, 'America/Los_Angeles'); // five in the morning
    await office.look();
    expect(await openOf(office)).toEqual([]);
    office.wait(4 * 60 * minuteMs + 5 * minuteMs);
    await office.look();
    expect(await openOf(office)).toHaveLength(1);
  });

  test('begins beside no real incident, whose service it may be', async () => {
    const office = await allDue();
    office.declare('INC-9', 'elsewhere');
    await office.look();
    expect(await openOf(office)).toEqual([]);
    expect((await office.ask()).kind).toBe('refused');
    office.declare(null);
    await office.look();
    expect(await openOf(office)).toHaveLength(1);
  });

  test('asks nobody whom an open drill of another service may still ask', async () => {
    const office = await allDue();
    await office.ask(false, orders); // asked for, and nobody was contacted yet
    await office.look();
    expect((await openOf(office)).map(({ service }) => service)).toEqual([orders.name]);
  });

  test('that can begin at no hour of a week is told once, with what keeps it', async () => {
    const office = await allDue();
    office.declare('INC-9', 'elsewhere');
    office.wait(7 * 24 * 60 * minuteMs);
    await office.look();
    expect(office.sent).toEqual([]);
    office.wait(minuteMs);
    await office.look();
    await office.look();
    expect(office.sent).toEqual(team.map(({ name }) => `${name} waits: incident`));
  });

  test('that waits because its people were asked for another service this month is not told', async () => {
    const office = await allDue();
    await office.look();
    await office.watch(31 * 60_000);
    expect(await openOf(office)).toEqual([]);
    office.wait(8 * 24 * 60 * minuteMs);
    await office.look();
    expect(office.sent.filter((line) => line.includes('waits'))).toEqual([]);
  });

  test('reads each log of drills once a look while nothing is due', async () => {
    const office = await allDue();
    await office.look();
    await office.look();
    const before = office.reads();
    office.wait(1_000);
    await office.look();
    expect(office.reads() - before).toBe(team.length);
  });
});

describe('a drill that is open', () => {
  test('ends when a real incident of any service is declared, and counts no click after it', async () => {
    const office = authorityOffice(team);
    await office.ask();
    await office.look();
    office.declare('INC-9', shop.name);
    expect(await office.press(lead, 'approve')).toMatchObject({ reasons: [{ code: 'incident-live' }] });
    await office.look();
    expect((await office.drills(billing))[0]?.report).toMatchObject({ result: 'ended-by-incident', incident: 'INC-9' });
  });

  test('is ended by a real incident although another log cannot be read, nor who holds which role', async () => {
    const office = authorityOffice(team);
    await office.ask();
    await office.look();
    office.broken.add(shop.name);
    office.house.people.roster = async () => {
      throw new Error('Slack is away');
    };
    office.declare('INC-9');
    await office.look();
    expect((await office.drills(billing))[0]?.report?.result).toBe('ended-by-incident');
    expect(office.heard).toContain(`the log of drills of ${shop.name}`);
  });

  test('says in every refusal that it is a drill, and that what it says holds in a real incident', async () => {
    const office = authorityOffice(team);
    await office.ask();
    await office.look();
    const early = await office.press(onCall, 'approve');
    if (early.kind === 'granted') throw new Error('the lead is not yet unreachable');
    const { text } = drawDrillRefusal(early.reasons);
    expect(text.startsWith('🧪 DRILL, not real.')).toBe(true);
    expect(early.reasons[0]?.hint).toMatch(/^In a real incident: .* In this drill there is nothing to do\.$/);
  });

  test('answers that it is over as soon as somebody has decided, and offers no objection', async () => {
    const office = authorityOffice(team);
    await office.ask();
    await office.look();
    await office.press(lead, 'approve');
    for (const act of ['hold', 'approve', 'here'] as const)
      expect(await office.press(cto, act)).toMatchObject({
        reasons: [
          { say: 'The drill billing-authority-1 is over; it ended with a decision in time. Nothing was counted.' },
        ],
      });
  });
});
