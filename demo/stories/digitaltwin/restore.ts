import { LossReport, rowsLost } from '../../../src/domain/loss.ts';
import type { DigitalTwin } from '../../digitaltwin/start.ts';
import { readJournal } from '../../host/read-journal.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import { approve, closeIncident, waitForRecovery } from '../acts.ts';
import { lastPlan, outcomeOf, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { waitForWords } from '../ways-back.ts';
import { releaseAndDeclare } from './acts.ts';
import { countPeople, peopleCanChat, schemaIsBack, stoppedFirst } from './claims.ts';

/** The same release, taken back by its backup: shorter than scripts, and whoever signed up since is given up and exported. */
export const twinRestore: Story<DigitalTwin> = {
  name: 'restore',
  title: 'The same three migrations, taken back by the backup; who signed up since is exported',
  mishap: 'transformation',
  async play(world, say) {
    const before = await countPeople(world, 'true');
    const { incident, claim, card } = await releaseAndDeclare(world, 'transformation', say, slower);
    const silence = await waitForWords(world, 'the policy says nothing between');
    say('The restore is proposed, with the rows that it would lose. Dana approves and types the name of the service');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Digital Twin is back');
    const people = await countPeople(world, 'true');
    const claims = [
      claim,
      silenceIsTold(visibleText(silence)),
      ...(await schemaIsBack(world)),
      {
        claim: 'people are those of the backup',
        held: people === before,
        say: `${before} before, ${people} now, and 3 signed up in between`,
      },
      await peopleCanChat(world),
      stoppedFirst(world),
    ];
    await closeIncident(world, incident, 'The chat wrote a sender that the enum does not have.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const stated = rowsLost(LossReport.parse(lastPlan(entries).statedLoss));
    const exported = Number(outcomeOf(entries, 'count-final-loss')['exportedRows']);
    const told = {
      claim: 'what was given up stood on the card, and was exported',
      held: stated >= 3 && exported >= stated,
      say: `${stated} rows stated, ${exported} exported`,
    };
    return {
      incident,
      entries,
      claims: [...claims, told, verdict],
      durationsMs: usualDurations(entries),
      loss: { 'rows-stated-at-the-vote': stated, 'rows-exported': exported },
    };
  },
};

/** Slower by more than a hot fix would mend, and by less than what calls for a rollback. */
const slower = { 'speaks-for': ['critical-function-broken', 'performance-degraded'], degradation: '40' };

/** S7: where the policy says nothing, the card does not pretend that it did. */
function silenceIsTold(card: string): Claim {
  const said = /Performance degraded by 40 %: the policy says nothing between 25 and 50 % \(S7\)/.exec(card)?.[0];
  return { claim: 'where the policy is silent the card says so (S7)', held: said !== undefined, say: said ?? card };
}
