import { expect, test } from 'vitest';
import { drawHomePage } from '../../commands/home.ts';
import { PersonId, ServiceName } from '../../src/domain/ids.ts';
import { factsOf, storyLoss } from '../blocks/support/facts.ts';
import { deciding, policy } from '../support/incident-builder.ts';
import { recordingUseCases } from './support/recording-use-cases.ts';

const noon = new Date('2026-06-03T12:00:00.000Z');
const later = new Date('2026-06-03T12:00:59.000Z');
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...policy(),
    name: ServiceName.parse(`service-${n}`),
    title: `Service ${n}.`,
  }));

test('two hundred services are ten pages, those with an incident first; a page beyond the last is the last', async () => {
  const useCases = recordingUseCases(many(200));
  const facts = factsOf(deciding({ by: PersonId.parse('U0SAM') }).plan({ statedLoss: storyLoss }));
  const declaration = { ...facts.incident.declaration, service: ServiceName.parse('service-150') };
  useCases.cards.set('INC-7', { ...facts, incident: { ...facts.incident, declaration } });
  const [first, last] = await Promise.all([drawHomePage(useCases, 1, noon), drawHomePage(useCases, 99, noon)]);
  const text = JSON.stringify(first.view);
  expect(text).toContain('1 incident is live');
  expect(text.indexOf('Service 150.')).toBeLessThan(text.indexOf('Service 0.'));
  expect(text).toContain('Page 1 of 10');
  expect(JSON.stringify(last.view)).toContain('Service 199.');
  expect(first.view.blocks.length).toBeLessThanOrEqual(100);
});

test('a page looks the same a minute later unless something changed', async () => {
  const useCases = recordingUseCases(many(2));
  const [one, other] = await Promise.all([drawHomePage(useCases, 1, noon), drawHomePage(useCases, 1, later)]);
  expect(one.look).toBe(other.look);
  expect(JSON.stringify(one.view)).not.toBe(JSON.stringify(other.view));
  const facts = factsOf(deciding().plan({ statedLoss: storyLoss }));
  useCases.cards.set('INC-7', facts);
  expect((await drawHomePage(useCases, 1, later)).look).not.toBe(one.look);
});
