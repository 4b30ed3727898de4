import { expect, test } from 'vitest';
import { drawCard } from '../../../blocks/card.ts';
import { drawContactRequest } from '../../../blocks/contact-request.ts';
import { drawHeadline } from '../../../blocks/headline.ts';
import { drawReplacedNews } from '../../../blocks/replaced.ts';
import { ChannelId, Instant, Oid, PersonId, ServiceName } from '../../../src/domain/ids.ts';
import { factsOf, reader } from '../../blocks/support/facts.ts';
import { dana, inBothModes, ops, robin, undecided } from './bot.ts';

inBothModes('pressing', (stage) => {
  test('an approval asks for the name to be typed and carries the plan that was on the screen', async () => {
    const card = await stage.postCard();
    await stage.as(dana).click(card, 'approve');
    const form = await stage.bot.slack.waitForView(dana.id, 'Type promptrefine to approve');
    const typo = await stage.as(dana).submit(form, { typed: 'promptrefin' });
    expect(typo).toMatchObject({ errors: { typed: expect.stringContaining('type exactly: promptrefine') } });
    await stage.as(dana).submit(form, { typed: 'promptrefine' });
    await stage.hears(dana, 'Your vote on INC-7 is recorded');
    const { proposed } = undecided(stage.bot.useCases).facts.incident;
    expect(stage.bot.useCases.asked).toMatchObject([
      {
        name: 'vote',
        person: dana.id,
        given: { choice: 'approve', revision: proposed?.revision, digest: proposed?.digest, typed: 'promptrefine' },
      },
    ]);
  });

  test('somebody who may not decide is told so before they type, and who may', async () => {
    const card = await stage.postCard();
    await stage.as(robin).click(card, 'approve');
    const window = await stage.bot.slack.waitForView(robin.id, 'You may not decide this at the moment.');
    expect(JSON.stringify(window.blocks)).toContain(dana.id);
    expect(window.submit).toBeUndefined();
    expect(stage.bot.useCases.asked).toEqual([]);
  });

  test('“I am here” in a direct message is heard', async () => {
    const { facts } = undecided(stage.bot.useCases);
    const channel = await stage.chat.directChannel(PersonId.parse(dana.id));
    const { ts } = await stage.chat.post({
      ...drawContactRequest(facts, reader),
      channel,
      key: 'INC-7/contact/2/U0DANA',
    });
    const message = await stage.bot.slack.waitForMessage(channel, (each) => each.ts === ts);
    await stage.as(dana).click(message, 'answer-contact');
    await stage.hears(dana, 'Everybody can see now that you are here');
    expect(stage.bot.useCases.asked).toMatchObject([
      { name: 'answerContact', person: dana.id, given: { incident: 'INC-7' } },
    ]);
  });

  test('a headline is drawn that Slack accepts as an edit', async () => {
    const { facts } = undecided(stage.bot.useCases);
    const channel = ChannelId.parse(ops);
    const { ts } = await stage.chat.post({ ...drawHeadline(facts, reader), channel, key: 'INC-7/headline' });
    await stage.chat.edit({ ...drawCard(facts, reader), channel, ts });
    expect(await stage.chat.find({ channel, key: 'INC-7/headline', sinceTs: '0' })).toEqual({ ts });
    expect(await stage.chat.find({ channel, key: 'INC-8/headline', sinceTs: '0' })).toBeNull();
  });
});

inBothModes('old and forged buttons', (stage) => {
  test('a button of an older plan opens no form and says that the plan has changed', async () => {
    const card = await stage.postCard();
    const { tale } = undecided(stage.bot.useCases);
    const newer = tale.plan({ lossMayGrowByRows: 5 }, ['allowed growth of the loss: 10000 → 5']);
    stage.bot.useCases.cards.set('INC-7', factsOf(newer));
    await stage.as(dana).click(card, 'approve');
    await stage.bot.slack.waitForView(dana.id, /The plan has changed since this button was drawn[\s\S]*10000 → 5/);
  });

  test.each([
    ['a value that is none', 'approve', 'yes please'],
    ['a value with more than we write', 'approve', '{"incident":"INC-7","service":"promptrefine","role":"cto"}'],
    ['a vote without its plan', 'refuse', '{"incident":"INC-7","service":"promptrefine"}'],
  ])('%s is refused, logged and answered', async (_, action, value) => {
    const card = await stage.postCard();
    await stage.as(robin).click(card, action, { value });
    await stage.hears(robin, 'not something that Recourse wrote');
    expect(stage.bot.useCases.asked).toEqual([]);
  });

  test('a button that this version does not know gets an honest answer', async () => {
    const card = await stage.postCard();
    expect(await stage.as(robin).click(card, 'approve-v0')).toMatchObject({ outcome: 'acked' });
    await stage.hears(robin, 'This button is older than the Recourse that runs now');
  });
});

inBothModes('pressing outside of incidents', (stage) => {
  test('a replaced database is kept longer by the button of its warning, and who pressed is answered', async () => {
    const database = {
      name: 'promptrefine_replaced_20261121_1134_inc7',
      oid: Oid.parse(16_401),
      systemIdentifier: null,
    };
    const end = Instant.parse('2026-11-28T11:34:00.000Z');
    const nothing = { kept: null, warned: null, doubt: null, bytes: null, standing: 'there' as const };
    const replaced = {
      database,
      run: 'INC-7@1a2b3c4d',
      replacedAt: Instant.parse('2026-11-21T11:34:00.000Z'),
      ...nothing,
    };
    const service = { name: ServiceName.parse('promptrefine'), title: 'PromptRefine' };
    const channel = ChannelId.parse(ops);
    const drawn = drawReplacedNews(service, { key: 'k', kind: 'warned', replaced, end }, reader);
    const { ts } = await stage.chat.post({ ...drawn, channel, key: 'replaced/promptrefine/16401/warned' });
    const message = await stage.bot.slack.waitForMessage(ops, (each) => each.ts === ts);
    await stage.as(robin).click(message, 'keep-replaced');
    await stage.hears(robin, 'That replaced database is gone.');
    const given = { service: 'promptrefine', oid: 16_401, forMs: 7 * 86_400_000 };
    expect(stage.bot.useCases.asked).toMatchObject([{ name: 'keepReplaced', person: robin.id, given }]);
  });
});
