import { describe, expect, test } from 'vitest';
import { drawDrillFound, drawDrillWaiting } from '../../../blocks/authority-drill.ts';
import { writeAuthorityReport } from '../../../src/cli/drill/write-report.ts';
import type { OutboundMessage } from '../../../src/ports/chat.ts';
import { authorityMessages } from '../../../src/schedule/authority-messages.ts';
import { authorityOffice } from '../../support/authority-office.ts';
import { lead, onCall, policy } from '../../support/incident-builder.ts';

const minuteMs = 60_000;
const service = policy();
const reader = { names: new Map(), timeZone: 'UTC' };

async function began() {
  const office = authorityOffice([service]);
  await office.ask();
  await office.look();
  return office;
}

const newest = async (office: ReturnType<typeof authorityOffice>) => {
  const drill = (await office.drills()).at(-1);
  if (drill === undefined) throw new Error('no drill');
  return drill;
};

describe('a drill of the decision blames nobody (S9)', () => {
  test('where Recourse was away when the window ended', async () => {
    const office = await began();
    await office.watch(10 * minuteMs);
    office.wait(40 * minuteMs);
    await office.look();
    expect(await newest(office)).toMatchObject({ report: { result: 'could-not-be-measured' }, followUp: null });
  });

  test('where Recourse was away when the second attempt was due', async () => {
    const office = await began();
    office.wait(31 * minuteMs);
    await office.look();
    expect(await newest(office)).toMatchObject({ report: { result: 'could-not-be-measured' }, followUp: null });
  });

  test('where nothing that was sent arrived', async () => {
    const office = authorityOffice([service]);
    office.delivery.slack = { kind: 'failed', why: 'Slack is away' };
    await office.ask();
    await office.watch(31 * minuteMs);
    expect(await newest(office)).toMatchObject({ report: { result: 'could-not-be-measured' }, followUp: null });
  });

  test('and tells that people can be asked again', async () => {
    const office = await began();
    office.wait(60 * minuteMs);
    await office.look();
    const drawn = drawDrillFound({ title: service.title, drill: await newest(office) }, reader);
    expect(drawn?.text).toContain('could not be measured');
    expect(drawn?.text).toContain('/drill authority promptrefine');
  });
});

describe('a drill of the decision that nobody answered', () => {
  test('calls whoever looks after it in a message of its own, named for ever, however often it is shown', async () => {
    const office = await began();
    await office.watch(31 * minuteMs);
    const drill = await newest(office);
    const posted = new Map<string, OutboundMessage>();
    const outbox = {
      post: async (messages: readonly OutboundMessage[]) => {
        for (const each of messages) posted.set(each.key, each);
      },
      edit: async () => undefined,
      outcome: async () => null,
    };
    const people = { names: async () => new Map() };
    const { tell } = authorityMessages(outbox as unknown as Parameters<typeof authorityMessages>[0], people);
    for (const _ of [1, 2]) await tell(service, drill, null);
    expect([...posted.keys()]).toEqual([
      'drill/production/promptrefine-authority-1',
      'drill/production/promptrefine-authority-1/lapsed',
    ]);
    const told = JSON.stringify(posted.get('drill/production/promptrefine-authority-1/lapsed'));
    expect(told).toContain(`<@${lead}>`);
    expect(told).toContain('DRILL, not real');
    expect(told).toContain('nobody decided within');
  });

  test('a decision in time needs no message of its own', async () => {
    const office = await began();
    await office.press(lead, 'approve');
    await office.look();
    expect(drawDrillFound({ title: service.title, drill: await newest(office) }, reader)).toBeNull();
  });

  test('its report is a document, with all who were asked and what is to be done', async () => {
    const office = await began();
    await office.watch(31 * minuteMs);
    const drill = await newest(office);
    const text = writeAuthorityReport(service.title, drill, 'md', reader);
    expect(text).toContain('# Decision drill promptrefine-authority-1 of PromptRefine: nobody decided within');
    expect(text).toContain(onCall);
    expect(text).toContain('Find out who was away');
    expect(JSON.parse(writeAuthorityReport(service.title, drill, 'json', reader))).toMatchObject({ id: drill.id });
    const { report } = drill;
    if (report === null) throw new Error('no report');
    const asked = Array.from({ length: 30 }, () => report.asked[0] as (typeof report.asked)[0]);
    const whole = writeAuthorityReport(service.title, { ...drill, report: { ...report, asked } }, 'text', reader);
    expect(whole.split('direct message')).toHaveLength(31);
  });
});

describe('a drill of the decision that waits in vain', () => {
  test.each([
    ['incident', /no drill begins beside one/],
    ['nobody-to-ask', /It is not known who holds the role/],
    ['quiet-hours', /night or weekend for somebody/],
  ] as const)('because of %s says so, since when, and how to hold it now', (why, reason) => {
    const due = '2026-06-01T04:00:00.000Z' as never;
    const { text } = drawDrillWaiting({ service: service.name, title: 'A <!channel> & B', due, why }, reader);
    expect(text).toMatch(reason);
    expect(text).toMatch(/due .*2026-06-01/);
    expect(text).toContain(`/drill authority ${service.name} now`);
    expect(text).not.toContain('<!channel>');
  });
});
