import { describe, expect, test } from 'vitest';
import { topicFor } from '../../blocks/channel-topic.ts';
import { limits } from '../../blocks/limits.ts';
import type { CardFacts } from '../../src/domain/card.ts';
import { IncidentId } from '../../src/domain/ids.ts';
import { deciding, lead } from '../support/incident-builder.ts';
import { factsOf } from './support/facts.ts';

const berlin = (facts: CardFacts): CardFacts => ({
  ...facts,
  service: { ...facts.service, timeZone: 'Europe/Berlin' },
});
const awaiting = berlin(factsOf(deciding()));
const decided = berlin(factsOf(deciding().decide('approve', lead)));
const lapsed: CardFacts = { ...awaiting, window: { ...awaiting.window, standing: 'lapsed' } };

describe('the channel topic', () => {
  test('names the absolute end of the window behind the channel’s own words', () => {
    expect(topicFor('Releases and on-call', awaiting)).toBe(
      'Releases and on-call · 🚨 INC-7: decide by 16:30 Europe/Berlin (14:30 UTC)',
    );
  });

  test('says after a lapse that the time has ended', () => {
    expect(topicFor('Releases', lapsed)).toContain('the time to decide ended at 16:30');
  });

  test.each<[string, CardFacts]>([
    ['once it is decided', decided],
    ['and again while it is awaited', awaiting],
  ])('gives the channel its own words back %s', (_, facts) => {
    const own = 'Releases · and on-call';
    const once = topicFor(own, awaiting);
    expect(topicFor(topicFor(once, decided), decided)).toBe(own);
    expect(topicFor(once, facts)).toBe(topicFor(own, facts));
  });

  test('tells two incidents of one channel apart: what ends takes only its own words away', () => {
    const other = (given: CardFacts): CardFacts => ({
      ...given,
      incident: { ...given.incident, id: IncidentId.parse('INC-17') },
    });
    const both = topicFor(topicFor('Releases', awaiting), other(awaiting));
    expect(both).toMatch(/^Releases · 🚨 INC-7: decide by [^·]* · 🚨 INC-17: decide by [^·]*$/);
    expect(topicFor(both, decided)).toBe(topicFor('Releases', other(awaiting)));
    expect(topicFor(topicFor(both, other(decided)), decided)).toBe('Releases');
    expect(topicFor('x'.repeat(300), other(awaiting)).length).toBeLessThanOrEqual(limits.topic);
    expect(topicFor(topicFor('x'.repeat(300), awaiting), other(awaiting))).toMatch(
      /INC-7: decide by .*INC-17: decide by/,
    );
  });

  test('fits into Slack’s limit and keeps the deadline, however long the channel’s own topic is', () => {
    const topic = topicFor('x'.repeat(400), awaiting);
    expect(topic.length).toBeLessThanOrEqual(limits.topic);
    expect(topic).toContain('decide by 16:30');
  });
});
