import { describe, expect, test } from 'vitest';
import { nextCalendarEntry } from '../../../src/policy/drills/due-drills.ts';
import { readDrills, writeDrill } from '../../../src/services/drills/drill-log.ts';
import { authorityOffice, noon } from '../../support/authority-office.ts';
import { drillReport } from '../../support/drill-builder.ts';
import { cto, lead, onCall, passerBy, policy } from '../../support/incident-builder.ts';
import { randomFrom } from '../../support/random-from.ts';

const minuteMs = 60_000;
const service = policy();

async function began(given = service) {
  const office = authorityOffice([given]);
  await office.ask();
  await office.look();
  return office;
}

const codeOf = (verdict: Awaited<ReturnType<Awaited<ReturnType<typeof began>>['press']>>) =>
  verdict.kind === 'refused' ? verdict.reasons[0]?.code : 'granted';

describe('a drill of the decision (S9)', () => {
  test('measures after how many seconds the lead approved, and by which right', async () => {
    const office = await began();
    await office.watch(40_000);
    expect(codeOf(await office.press(lead, 'here'))).toBe('granted');
    await office.watch(20_000);
    expect(codeOf(await office.press(lead, 'approve'))).toBe('granted');
    await office.look();
    const [drill] = await office.drills();
    expect(drill).toMatchObject({
      state: 'ended',
      followUp: null,
      report: {
        result: 'in-time',
        decision: { by: lead, choice: 'approve', afterMs: 60_000, basis: { rule: 'lead' } },
        asked: [{ person: lead, how: 'direct-message', answeredAfterMs: 40_000 }],
      },
    });
  });

  test('lets the on-call engineer decide only when the lead is proved unreachable, as a real one does (S8)', async () => {
    const office = await began();
    await office.watch(minuteMs);
    expect(codeOf(await office.press(onCall, 'approve'))).toBe('lead-not-yet-unreachable');
    await office.watch(5 * minuteMs);
    expect(office.sent.filter((each) => each.includes(lead))).toEqual([
      `direct-message to ${lead}`,
      `mention to ${lead}`,
    ]);
    expect(codeOf(await office.press(onCall, 'approve'))).toBe('granted');
    await office.look();
    const [drill] = await office.drills();
    expect(drill?.report).toMatchObject({ result: 'in-time', decision: { basis: { rule: 'stand-in' } } });
    expect(drill?.report?.asked.map(({ person, how }) => [person, how])).toEqual([
      [lead, 'direct-message'],
      [lead, 'mention'],
      [onCall, 'rung'],
    ]);
  });

  test('waits for the second person where policy asks for two', async () => {
    const office = await began(policy({ authority: { votes_needed: 2 } }));
    await office.press(lead, 'approve');
    await office.look();
    expect((await office.drills())[0]?.state).toBe('open');
    await office.press(cto, 'approve');
    await office.look();
    expect((await office.drills())[0]?.report).toMatchObject({
      result: 'in-time',
      votesNeeded: 2,
      decision: { by: cto },
    });
  });

  test('refuses whoever holds no role, and what comes after the decision, with who decided', async () => {
    const office = await began();
    expect(codeOf(await office.press(passerBy, 'approve'))).toBe('not-an-authority');
    await office.press(lead, 'refuse');
    expect(codeOf(await office.press(cto, 'approve'))).toBe('already-decided');
    await office.look();
    expect(codeOf(await office.press(cto, 'approve'))).toBe('already-decided');
    expect((await office.drills())[0]?.report?.decision).toMatchObject({ choice: 'refuse', by: lead });
  });
});

describe('a drill of the decision ends', () => {
  test('with its window: it has failed, says who never answered, and leaves something to be done', async () => {
    const office = await began();
    await office.watch(31 * minuteMs);
    const [drill] = await office.drills();
    expect(drill?.report).toMatchObject({ result: 'lapsed', decision: null });
    expect(drill?.report?.asked.every(({ answeredAfterMs }) => answeredAfterMs === null)).toBe(true);
    expect(drill?.followUp).toMatchObject({
      owner: lead,
      say: expect.stringContaining('Nobody who was asked answered'),
    });
    expect(codeOf(await office.press(lead, 'approve'))).toBe('already-decided');
  });

  test('at once when a real incident is declared, and counts no click after that', async () => {
    const office = await began();
    office.declare('INC-9');
    expect(codeOf(await office.press(lead, 'approve'))).toBe('incident-live');
    await office.look();
    const [drill] = await office.drills();
    expect(drill?.report).toMatchObject({ result: 'ended-by-incident', incident: 'INC-9', decision: null });
    expect(drill?.followUp).toBeNull();
    expect(codeOf(await office.press(lead, 'approve'))).toBe('incident-live');
    expect((await office.ask()).kind).toBe('refused');
  });
});

describe('a drill of the decision', () => {
  test('asks nobody in their quiet hours unless one of them says so', async () => {
    const office = authorityOffice([service], Date.UTC(2026, 5, 3, 23));
    expect((await office.ask()).kind).toBe('refused');
    const stranger = await office.ask(true, undefined, passerBy);
    expect(stranger).toMatchObject({ kind: 'refused', reasons: [{ say: expect.stringMatching(/none of its roles/) }] });
    expect(await office.drills()).toEqual([]);
    expect((await office.ask(true, undefined, onCall)).kind).toBe('granted');
  });

  test('does nothing that has a conductor: no journal is opened and nothing but the log of drills is written', async () => {
    const office = await began();
    await office.press(lead, 'approve');
    await office.look();
    const { entries } = await office.log.read({ service: service.name, environment: service.environment });
    expect(new Set(entries.map(({ body }) => body.kind))).toEqual(
      new Set(['authority-asked', 'authority-wrote', 'authority-ended']),
    );
  });
});

/** An office in which the practised restore of the month was just held. */
async function drilled(given = service, at = noon) {
  const office = authorityOffice([given], at);
  await writeDrill(office.log, given, ({ history, now }) => {
    const entry = nextCalendarEntry(history, given, now);
    return entry === null ? null : { body: entry.body, by: { kind: 'bot' } };
  });
  const due = office.now().toISOString() as never;
  const asked = { kind: 'drill-asked', number: 1, reason: 'schedule', due, from: null } as const;
  const ended = { kind: 'drill-ended', number: 1, report: drillReport(), followUp: null } as const;
  for (const body of [asked, ended]) await writeDrill(office.log, given, () => ({ body, by: { kind: 'bot' } }));
  return office;
}

describe('by the calendar', () => {
  test('it goes with the practised restore, once', async () => {
    const office = await drilled();
    await office.look();
    await office.press(lead, 'approve');
    await office.watch(10_000);
    expect(await office.drills()).toHaveLength(1);
    expect((await office.drills())[0]).toMatchObject({ reason: 'with-drill', state: 'ended' });
  });

  test('one that is due at night waits for the first hour that is not quiet', async () => {
    const office = await drilled(service, Date.UTC(2026, 5, 3, 4));
    await office.look();
    expect(await office.drills()).toHaveLength(0);
    office.wait(5 * 60 * minuteMs);
    await office.look();
    expect((await office.drills())[0]?.askedAt).toBe('2026-06-03T09:00:00.000Z');
  });

  test.each([
    ['one whose window would reach into the quiet hours', Date.UTC(2026, 5, 3, 17, 45)],
    ['a Saturday', Date.UTC(2026, 5, 6, 12)],
  ])('nobody is asked: %s', async (_, at) => {
    const office = await drilled(service, at);
    await office.look();
    expect(await office.drills()).toHaveLength(0);
  });

  test('nobody is asked where policy says off', async () => {
    const off = policy({ drill: { authority: 'off' } });
    const office = await drilled(off);
    await office.look();
    expect(await office.drills()).toHaveLength(0);
  });

  test('a person whom a drill asked this month is left in peace until the next', async () => {
    const office = await drilled();
    await office.ask();
    await office.look();
    await office.press(lead, 'approve');
    await office.watch(5_000);
    expect(await office.drills()).toHaveLength(1);
    office.wait(28 * 24 * 60 * minuteMs);
    await office.look();
    expect((await office.drills()).map(({ reason }) => reason)).toEqual(['by-hand', 'with-drill']);
  });
});

describe('three replicas at once', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'write every attempt, rung and end once, whoever looks and whoever dies (seed %d)',
    async (seed) => {
      const random = randomFrom(seed);
      const paged = policy({
        authority: {
          contact: [
            { by: 'direct-message', wait: '60s' },
            { by: 'page', wait: '60s', url_env: 'PAGER' },
          ],
        },
      });
      const office = authorityOffice([paged]);
      await office.ask();
      let replicas = [office.replica(), office.replica(), office.replica()];
      for (let second = 0; second < 6 * 60; second += 5) {
        office.wait(5_000);
        await Promise.all(replicas.map((look) => look()));
        // A process that is killed and started again remembers nothing but the log.
        if (random(4) === 0) replicas = [...replicas.slice(1), office.replica()];
      }
      await Promise.all([office.press(onCall, 'approve'), office.press(cto, 'refuse'), office.press(lead, 'hold')]);
      await Promise.all(replicas.map((look) => look()));
      const { entries } = await readDrillsOf(office);
      const kinds = entries.flatMap(({ body }) =>
        body.kind === 'authority-wrote' ? body.bodies.map(({ kind }) => kind) : [body.kind],
      );
      const count = (kind: string) => kinds.filter((each) => each === kind).length;
      expect([count('contact-attempted'), count('contact-delivered'), count('rung-opened')]).toEqual([2, 2, 1]);
      expect([count('decision-made'), count('authority-ended')]).toEqual([1, 1]);
      expect(office.sent.filter((each) => each.startsWith('page'))).toHaveLength(1);
    },
  );

  async function readDrillsOf(office: ReturnType<typeof authorityOffice>) {
    const place = { service: service.name, environment: service.environment };
    expect((await readDrills(office.log, service)).history.authority).toHaveLength(1);
    return office.log.read(place);
  }
});
