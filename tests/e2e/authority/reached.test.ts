import { describe, expect, test } from 'vitest';
import { visibleText } from '../../../demo/slack/reading.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import { lead, onCall } from '../../support/incident-builder.ts';
import { eventually } from '../../support/world.ts';
import { ops } from './office.ts';
import { claimOf } from './pressing.ts';
import { anotherService, openDeciding } from './scenes.ts';
import { attempts, entryFile, openStreet, PATIENT } from './street.ts';

describe.each([
  { counts: true, opens: 'on-call', says: 'policy lets it count as an attempt' },
  { counts: false, opens: 'cto', says: 'it does not count as an attempt' },
])('a message that Slack does not deliver, where policy counts it: $counts,', (row) => {
  const street = openStreet();
  test(`opens the rung of ${row.opens}`, async () => {
    const service = anotherService();
    const bot = street.botOver([service], attempts({ failed_delivery_counts: row.counts })).start(entryFile);
    await street.slack.faults.fail({ method: 'conversations.open', code: 'user_disabled' });
    const id = await openDeciding(street.store.entries, { service });
    const rung = await eventually('a rung', async () => rungsOf(await street.journal(id))[0] ?? null, PATIENT);
    expect(rung).toBe(row.opens);
    await street.slack.waitForMessage(ops, (message) => visibleText(message).includes(row.says), PATIENT);
    await bot.stop();
  });
});

describe('an answer', () => {
  const street = openStreet();
  test('of the lead, “I am here”, closes the on-call engineer’s right again, even with the form already open', async () => {
    const service = anotherService();
    const bot = street.botOver([service], attempts()).start(entryFile);
    const id = await openDeciding(street.store.entries, { service });
    await eventually('the rung', async () => rungsOf(await street.journal(id)).includes('on-call'), PATIENT);
    const card = await street.cardOf(id);
    await street.slack.as(onCall).click(card, 'approve', { value: claimOf(card) });
    const form = await street.slack.waitForView(onCall, (view) => visibleText(view).includes('to approve'), PATIENT);
    const direct = street.slack.scene.channels.find(({ directWith }) => directWith === lead)?.id ?? '';
    const request = await street.slack.waitForMessage(direct, id, PATIENT);
    await street.slack.as(lead).click(request, 'answer-contact');
    await eventually('the answer', async () =>
      (await street.journal(id)).some(({ body }) => body.kind === 'contact-answered'),
    );
    await street.slack.as(onCall).submit(form, { typed: service.name });
    await street.slack.waitForEphemeral(onCall, /The team lead is here[\s\S]*does not stand in/, PATIENT);
    expect((await street.journal(id)).filter(({ body }) => body.kind === 'vote-cast')).toEqual([]);
    await bot.stop();
  });
});

function rungsOf(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ body }) => (body.kind === 'rung-opened' ? [body.role] : []));
}
