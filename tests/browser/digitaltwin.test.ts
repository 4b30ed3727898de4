import { expect, test } from 'vitest';
import { askDatabase } from '../../demo/cluster/with-client.ts';
import { digitalTwin } from '../../demo/digitaltwin/example.ts';
import { chooseWay, closeIncident, declare, pressApprove, setOff, typeName } from '../../demo/visitor/acts.ts';
import { openVisit } from './open-visit.ts';

const visit = openVisit(digitalTwin, 'transformation');
const wanted = {
  way: 'Run the down scripts',
  why: 'The chat is broken, and there are scripts for it.',
  texts: { 'Back to before which migration?': '010' },
} as const;

test('the transformation breaks the chat, and Sam declares', async () => {
  await setOff(visit.visitor, 'Release the transformation');
  await visit.status('POST /api/chat').getByText('500').waitFor();
  await visit.visitor.actAs('Sam Rivera');
  await declare(visit.visitor, 'Nobody can chat since the release.', ['A critical function is broken']);
  await visit.visitor.stepNow('Approve as the team lead').waitFor();
});

test('scripts that rows stand in the way of are not proposed: the rows are counted, with what can become of them (S4)', async () => {
  const { visitor } = visit;
  await visitor.actAs('Dana Kim');
  await chooseWay(visitor, 'INC-1', wanted);
  const thread = await visitor.openThread();
  await thread
    .getByText(/3 people without a password/)
    .first()
    .waitFor();
  await visitor.closeThread();
});

test('the option that is chosen stands on the card with its number, beside what the scripts take away (S1, S4, S6)', async () => {
  const { visitor } = visit;
  await chooseWay(visitor, 'INC-1', { ...wanted, choices: { 'people without a password': 'delete these people' } });
  await visitor.headline('INC-1', 'roll Digital Twin (production) back?').getByText('It runs').first().waitFor();
  const thread = await visitor.openThread();
  await thread
    .getByText(/delete these people/)
    .last()
    .waitFor();
  await visitor.closeThread();
});

test('approved, the scripts run, and tables, people and chat are as was chosen (S2, S5)', async () => {
  const { visitor, world } = visit;
  const [before] = await askDatabase(
    world.service.ownerUrl,
    'SELECT count(*)::int AS all, count(password_hash)::int AS able FROM users',
  );
  expect(Number(before?.['all']) - Number(before?.['able'])).toBe(3);
  await pressApprove(visitor, 'INC-1');
  await typeName(visitor, 'digitaltwin');
  await visitor.headline('INC-1', 'is back').waitFor();
  await visit.status('POST /api/chat').getByText('201').waitFor();
  await visit.status('Code').getByText(world.service.commits.twins.slice(0, 7)).waitFor();
  const found = await askDatabase(
    world.service.ownerUrl,
    `SELECT to_regclass('digital_twins') IS NOT NULL AS twins, to_regclass('knowledge_bases') IS NOT NULL AS bases,
       count(*)::int AS people, count(*) FILTER (WHERE password_hash IS NULL)::int AS without FROM users`,
  );
  expect(found).toEqual([{ twins: true, bases: false, people: before?.['able'], without: 0 }]);
});

test('it is closed, and nothing went wrong in the page', async () => {
  await closeIncident(visit.visitor, 'INC-1', 'The chat wrote a sender that the enum does not have.');
  expect(visit.faults).toEqual([]);
});
