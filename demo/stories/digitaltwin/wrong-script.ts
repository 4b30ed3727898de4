import { mendScript, spoiledScript } from '../../digitaltwin/spoil-script.ts';
import type { DigitalTwin } from '../../digitaltwin/start.ts';
import { readJournal } from '../../host/read-journal.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import { approve, choosePath, closeIncident, waitForCardSaying, waitForRecovery, waitForSaying } from '../acts.ts';
import { lastPlan, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { chooseWay } from '../ways-back.ts';
import { releaseAndDeclare } from './acts.ts';
import { countPeople, peopleCanChat, schemaIsBack } from './claims.ts';

const error = 'column "handed_over_at" of relation "conversations" does not exist';

/** A mistake that only a real run reveals: the rehearsal finds it, and the script is never offered (S1, S4, S6). */
export const wrongScriptStory: Story<DigitalTwin> = {
  name: 'wrong-script',
  title: 'A rollback script comments on a column that it has just dropped; the rehearsal finds it',
  mishap: 'wrong-script',
  async play(world, say) {
    const { service } = world;
    const { incident, claim } = await releaseAndDeclare(world, 'wrong-script', say);
    const entries = async () => (await readJournal(world.storeUrl, incident)).entries;
    say('Dana chooses the rollback scripts, and to leave 012 as it is');
    const wanted = {
      path: 'down-scripts',
      from: '010',
      'guard-without-password': 'skip',
      why: 'The chat is broken; people keep their Google accounts.',
    };
    await choosePath(world, wanted);
    const failed = await waitForSaying(world, `${spoiledScript}:12`);
    say(`The rehearsal fails: ${error}`);
    const neverOffered = lastPlan(await entries()).path;
    mendScript(service.checkout);
    say('The team mends the script, and it is rehearsed again');
    await chooseWay(world, 'down-scripts', wanted.why, { from: '010', 'guard-without-password': 'skip' });
    const card = await waitForCardSaying(world, 'Left out, as chosen');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Digital Twin is back');

    const guests = await countPeople(world, `oauth_provider = 'google'`);
    const claims = [
      claim,
      caughtByTheRehearsal(visibleText(failed), neverOffered),
      ...(await schemaIsBack(world)),
      {
        claim: '012 stayed as it was, as chosen',
        held: guests === 3,
        say: `${guests} people still sign in with Google`,
      },
      await peopleCanChat(world),
    ];
    await closeIncident(world, incident, 'The chat wrote a sender that the enum does not have.');
    const { entries: all, verdict } = await readJournal(world.storeUrl, incident);
    return {
      incident,
      entries: all,
      claims: [...claims, verdict],
      durationsMs: usualDurations(all),
      loss: {},
    };
  },
};

function caughtByTheRehearsal(said: string, proposed: string): Claim {
  const held = said.includes(error) && proposed === 'restore';
  return {
    claim: 'the wrong script was shown with file, line and the database’s words, and never put to the vote (S6)',
    held,
    say: held ? `${spoiledScript}:12: ${error}` : `${proposed} was proposed: ${said}`,
  };
}
