import type { DigitalTwin } from '../../digitaltwin/start.ts';
import { readJournal } from '../../host/read-journal.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import { approve, choosePath, closeIncident, waitForCardSaying, waitForRecovery, waitForSaying } from '../acts.ts';
import { lookAfter } from '../aftercare.ts';
import { doneInThisOrder, lastPlan, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { releaseAndDeclare } from './acts.ts';
import { countPeople, peopleCanChat, schemaIsBack, stoppedFirst } from './claims.ts';

/** A transformation in three migrations breaks the chat; the team's rollback scripts take it back, after a rehearsal (S1–S6). */
export const downScriptsStory: Story<DigitalTwin> = {
  name: 'down-scripts',
  title: 'Three migrations are taken back by their rollback scripts; people without a password stand in the way',
  mishap: 'transformation',
  async play(world, say) {
    const { incident, claim } = await releaseAndDeclare(world, 'transformation', say);
    say('Dana chooses the rollback scripts, back to before 010');
    const wanted = { path: 'down-scripts', from: '010' };
    await choosePath(world, { ...wanted, why: 'The chat is broken, and we have scripts for it.' });
    const asked = await waitForSaying(world, 'nobody has chosen what becomes of them');
    say('Recourse counts first: 3 people have no password, and script 012 would fail on them');
    await choosePath(world, {
      ...wanted,
      'guard-without-password': 'temporary-password',
      why: 'They get a temporary password and a mail.',
    });
    const card = await waitForCardSaying(world, 'It runs');
    say('The scripts ran on a fresh copy of production. Dana approves and types the name of the service');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Digital Twin is back');

    const people = await countPeople(world, `password_hash LIKE '%TEMPORARY%'`);
    const claims = [
      claim,
      countedFirst(visibleText(asked)),
      ...(await schemaIsBack(world)),
      { claim: 'nobody was deleted', held: people === 3, say: `${people} people have a temporary password` },
      await peopleCanChat(world),
      stoppedFirst(world),
    ];
    await closeIncident(world, incident, 'The chat wrote a sender that the enum does not have.', {
      'went-well': 'The scripts had been written with the migrations, and ran on a copy first.',
      'went-badly': 'Nobody chatted on staging after the release was built.',
    });
    const means = 'Who signed up with Google sets a password by “Forgot password”.';
    const aftercare = await lookAfter(world, incident, means, say);
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const { scripts = [], takesAway: { rows } = { rows: [] } } = lastPlan(entries).downScripts ?? {};
    const saved = doneInThisOrder(entries, 'take-safety-backup', 'back-up-before-scripts', 'run-down-scripts');
    return {
      incident,
      entries,
      claims: [
        ...claims,
        inReverseOrder(scripts.map(({ migration }) => migration)),
        { ...saved, claim: 'the state was backed up although it is a rollback (S3)' },
        ...aftercare,
        verdict,
      ],
      durationsMs: usualDurations(entries),
      loss: { 'rows-taken-away': rows.reduce((sum, table) => sum + table.rows, 0) },
    };
  },
};

function countedFirst(said: string): Claim {
  const found = /012_oauth_support_fixed\.sql: 3 people without a password/.test(said);
  return {
    claim: 'rows in the way are counted, and a person says what becomes of them (S4)',
    held: found,
    say: found ? '3 people without a password' : said,
  };
}

function inReverseOrder(migrations: readonly string[]): Claim {
  const numbers = migrations.map((name) => name.slice(0, 3)).join(', ');
  return { claim: 'the scripts ran in reverse order (S1)', held: numbers === '012, 011, 010', say: numbers };
}
