import { expect, test } from 'vitest';
import { RecourseError } from '../../../src/domain/errors.ts';
import { refused } from '../../../src/domain/verdict.ts';
import { inBothModes, ops, robin, sam } from './bot.ts';

inBothModes('declaring', (stage) => {
  test('a declaration is asked for in a form that fills itself, and reaches the use case whole', async () => {
    await stage.as(sam).command(ops, '/incident', 'declare');
    const form = await stage.bot.slack.waitForView(sam.id, 'Failing migration');
    await stage.as(sam).submit(form, { 'speaks-for': ['data-deleted'], seen: 'GET /api/prompts answers 500' });
    await stage.hears(sam, 'INC-7 is declared.');
    expect(stage.bot.useCases.asked).toMatchObject([
      {
        name: 'declare',
        person: sam.id,
        given: {
          service: 'promptrefine',
          channel: ops,
          commit: '8d41f7c',
          identifiedSource: 'declared-now',
          triggers: [{ code: 'data-deleted' }],
        },
      },
    ]);
  });

  test('a form with mistakes stays open and says them beneath the fields', async () => {
    await stage.as(sam).command(ops, '/incident', 'declare promptrefine');
    const form = await stage.bot.slack.waitForView(sam.id, 'Failing migration');
    const answer = await stage.as(sam).submit(form, { seen: 'something' });
    expect(answer).toMatchObject({ errors: { 'speaks-for': expect.stringContaining('at least one') } });
    expect(stage.bot.useCases.asked).toEqual([]);
    await stage.as(sam).close(form);
  });

  test('a refused declaration gives people their words back', async () => {
    stage.bot.useCases.answers.set('declare', () =>
      refused({
        code: 'incident-live',
        say: 'PromptRefine already has a live incident: INC-7.',
        hint: 'Use `/incident note`.',
      }),
    );
    await stage.as(sam).command(ops, '/incident', 'declare');
    const form = await stage.bot.slack.waitForView(sam.id, 'Failing migration');
    await stage.as(sam).submit(form, { 'speaks-for': ['data-deleted'], seen: 'A long story that took me minutes' });
    await stage.hears(sam, /Nothing was changed[\s\S]*live incident: INC-7[\s\S]*A long story that took me minutes/);
  });
});

inBothModes('typed commands', (stage) => {
  test.each([
    ['/incident', 'status', 'INC-7: roll PromptRefine (production) back?'],
    ['/incident', 'status inc7', 'INC-7: roll PromptRefine (production) back?'],
    ['/incident', 'status INC-99', 'There is no incident INC-99'],
    ['/incident', 'list', 'promptrefine (production)'],
    ['/incident', 'help', '/incident declare [service]'],
    ['/incident', '', '/incident declare [service]'],
    ['/incident', 'dance <!channel>', 'is not something Recourse knows'],
    ['/incident', 'declare nothing-of-ours', 'There is no service “nothing-of-ours”'],
    ['/rollback', '', 'Approve rollback INC-7'],
    ['/rollback', 'who', 'Who may decide on a rollback of PromptRefine'],
    ['/rollback', 'help', '/rollback who [service]'],
    ['/backup', 'list', 'There is no backup yet.'],
    ['/backup', 'replaced', 'no promotion of the last days has replaced a database'],
    ['/backup', '', '/backup take [service]'],
  ])('%s %s answers only the person who asked', async (command, text, answer) => {
    const before = await stage.bot.slack.history(ops);
    expect(await stage.as(robin).command(ops, command, text)).toMatchObject({ outcome: 'acked' });
    await stage.hears(robin, answer);
    expect(await stage.bot.slack.history(ops)).toHaveLength(before.length);
  });

  test('a note without an incident in the channel says so and keeps the words', async () => {
    stage.bot.useCases.cards.clear();
    await stage.as(sam).command(ops, '/incident', 'note users were told by mail');
    await stage.hears(sam, /No incident is live[\s\S]*users were told by mail/);
  });

  test('the Home tab shows services and incidents', async () => {
    await stage.as(robin).openHome();
    await stage.bot.slack.waitForHome(robin.id, /1 incident is live[\s\S]*PromptRefine[\s\S]*INC-7/);
  });
});

inBothModes('when something goes wrong', (stage) => {
  test('an error that we know is told with what, why and next; no more', async () => {
    stage.bot.useCases.answers.set('addNote', () => {
      throw new RecourseError('The journal cannot be reached.', {
        code: 'store-unreachable',
        hint: 'Look at the database server.',
      });
    });
    await stage.as(sam).command(ops, '/incident', 'note users were told');
    await stage.hears(
      sam,
      /That did not work\.\* The journal cannot be reached\.[\s\S]*Look at the database server\.[\s\S]*users were told/,
    );
  });

  test('an error that nobody foresaw is an apology with a number that stands in the log', async () => {
    stage.bot.useCases.answers.set('addNote', () => {
      throw new Error('secret inner workings');
    });
    await stage.as(sam).command(ops, '/incident', 'note again');
    const message = await stage.hears(sam, 'the fault is ours');
    const number = /`([0-9a-f]{8})`/.exec(JSON.stringify(message.blocks))?.[1];
    expect(JSON.stringify(message)).not.toContain('inner workings');
    expect(stage.bot.logged.some(({ facts }) => 'correlationId' in facts && facts.correlationId === number)).toBe(true);
  });

  test('a repeat of the same request is recognised by its key', async () => {
    await stage.bot.slack.faults.duplicate(1);
    await stage.as(sam).command(ops, '/incident', 'note only once');
    await stage.hears(sam, 'Your note is in the timeline of INC-7');
    await stage.bot.app.inFlight.settled(5_000);
    expect(stage.bot.useCases.asked.filter(({ name }) => name === 'addNote')).toHaveLength(1);
  });
});
