import { expect, test } from 'vitest';
import { askDatabase } from '../../demo/cluster/with-client.ts';
import { damageQueries } from '../../demo/party/damage.ts';
import { party } from '../../demo/party/example.ts';
import { chooseWay, closeIncident, declare, pressApprove, setOff, typeName } from '../../demo/visitor/acts.ts';
import { openVisit } from './open-visit.ts';

const visit = openVisit(party, 'few-orphans');

test('a few parties are deleted, and the waitlist answers 500 (P2)', async () => {
  await visit.visitor.panel().getByRole('button', { name: 'Take a backup' }).click();
  await visit.visitor.message('The backup of Party is finished.').waitFor();
  await setOff(visit.visitor, 'Lose a few parties');
  await visit.status('GET /api/waitlist').getByText('500').waitFor();
  await visit.visitor.actAs('Sam Rivera');
  await declare(visit.visitor, 'The waitlist answers 500.', ['Data corruption detected'], '');
  await visit.visitor.stepNow('Approve as the team lead').waitFor();
});

test('the table of ways back ranks the repair first and says what phase 4 destroyed for good (P1, P3, P7)', async () => {
  const { visitor } = visit;
  await visitor.send('/rollback options');
  const told = visitor.page.locator('.message-ephemeral').filter({ hasText: '1. Repair the data' });
  await told.waitFor();
  expect(await told.textContent()).toContain('"WaitlistEntry"."contactId"');
});

test('a repair is chosen in the form, tried on a copy, and stands on the card with its rows (P3)', async () => {
  const { visitor } = visit;
  await chooseWay(visitor, 'INC-1', { way: 'Repair the data', why: 'A few rows, and nothing is given up for them.' });
  await visitor.headline('INC-1', 'Party').getByText('It repairs the data where it is').waitFor();
});

test('approved by the team lead, no row is damaged any more, and the waitlist answers', async () => {
  const { visitor, world } = visit;
  await visitor.actAs('Dana Kim');
  await pressApprove(visitor, 'INC-1');
  await typeName(visitor, 'party');
  await visitor.headline('INC-1', 'is back').waitFor();
  await visit.status('GET /api/waitlist').getByText('200').waitFor();
  for (const { sql } of damageQueries)
    expect(Object.values((await askDatabase(world.service.ownerUrl, sql))[0] ?? {})).toEqual(['0']);
});

test('it is closed, and nothing went wrong in the page', async () => {
  await closeIncident(visit.visitor, 'INC-1', 'A job that tidies up did not look whether a party is in use.');
  expect(visit.faults).toEqual([]);
});
