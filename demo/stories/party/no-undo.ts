import { readJournal } from '../../host/read-journal.ts';
import type { Party } from '../../party/start.ts';
import { demoChannels } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import { closeIncident, declareIncident, incidentOn } from '../acts.ts';
import type { Claim, Story } from '../story.ts';
import { linesAbout, readOptions } from '../ways-back.ts';

const PATIENT = { timeoutMs: 120_000 };

/** The team wants the whole migration undone, and nobody took a backup before phase 4: it is said plainly (P1, P4). */
export const partyNoUndo: Story<Party> = {
  name: 'no-undo',
  title: 'The team wants the migration undone, and there is no backup',
  mishap: 'few-orphans',
  async play(world, say) {
    say('Sam declares that the Party migration is to be undone');
    await declareIncident(world, {
      seen: 'The team wants to abandon the Party migration.',
      errorOutput: '',
      correlationIds: '',
      speaksFor: ['migration-failed'],
    });
    const stuck = await world.slack.waitForMessage(demoChannels.operations.id, saysNoBackup, PATIENT);
    const incident = incidentOn(stuck);
    say(`${incident} stops: there is no backup that could be restored`);
    const options = await readOptions(world);
    for (const line of options.split('\n').filter((each) => each.includes('phase_4'))) say(line);
    await closeIncident(world, incident, 'No backup was taken before phase 4. It is fixed forward.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const claims = [...claimsOf(options, world.service), verdict];
    return { incident, entries, claims, durationsMs: {}, loss: {} };
  },
};

function saysNoBackup(message: SlackMessage): boolean {
  return visibleText(message).includes('no backup that could be restored');
}

function claimsOf(options: string, { commits }: Party): Claim[] {
  const has = (claim: string, ...words: readonly string[]): Claim => {
    const missing = words.filter((word) => !options.includes(word));
    return { claim, held: missing.length === 0, say: missing.length === 0 ? words.join(', ') : `not said: ${missing}` };
  };
  const restore = linesAbout(options, 'Restore the backup');
  return [
    has('it says plainly that nothing can be undone', 'this cannot be undone'),
    has('it says what remains', 'fix forward on the schema as it is', 'stay empty', 'sources outside this database'),
    has('what phase 4 destroyed is named', '"WaitlistEntry"."contactId"', '"AnimalOwner"."partyType"', 'LEGACY_HOLD'),
    has(
      'the newest commit that the code may go back to is phase 4',
      `The code may go back to ${commits.phase4.slice(0, 12)}`,
    ),
    { claim: 'a restore is impossible', held: restore.includes('impossible'), say: restore.slice(0, 120) },
  ];
}
