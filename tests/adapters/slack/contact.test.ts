import { describe, expect, test } from 'vitest';
import { drawContactRequest } from '../../../blocks/contact-request.ts';
import { drawTimelineLine } from '../../../blocks/timeline.ts';
import { nothingTold, timelineLine } from '../../../blocks/words/timeline/timeline-line.ts';
import { contactEdits, rungCalls } from '../../../src/adapters/slack/contact.ts';
import type { Draft, Entry } from '../../../src/domain/entry.ts';
import { theBot } from '../../../src/domain/person.ts';
import { dueMoves } from '../../../src/policy/due.ts';
import { factsOf, reader } from '../../blocks/support/facts.ts';
import { cto, deciding, fullTeam, lead, onCall, policy, type Tale } from '../../support/incident-builder.ts';
import { told } from '../../support/restore-story.ts';

const service = policy();

function rungOpened(tale: Tale): Draft {
  const { moves } = dueMoves(tale.incident, service, fullTeam, tale.now);
  const rung = moves.find(({ draft }) => draft.body.kind === 'rung-opened');
  if (rung === undefined) throw new Error('no rung opens here');
  return rung.draft;
}

const silent = deciding().attempt(0).wait(120_000).attempt(1).wait(180_000);
const called = silent.writeAll([rungOpened(silent)]);
const entryOf = (draft: Draft) => ({ ...told([draft])[0], previous: null }) as Entry;

describe('whoever is called when their rung opens', () => {
  test('is notified in the thread, not only named', () => {
    const line = timelineLine(entryOf(rungOpened(silent)), nothingTold);
    if (line === null) throw new Error('nobody would know');
    const { blocks } = drawTimelineLine(called.incident.id, line, reader);
    expect(JSON.stringify(blocks)).toContain(`<@${onCall}>`);
  });

  test('gets a message of their own that says why, and only they get it', () => {
    const calls = rungCalls(factsOf(called), reader);
    expect(calls.map(({ to }) => to)).toEqual([{ person: onCall }]);
    expect(calls[0]?.text).toMatch(
      /called on to decide as on-call engineer. Why: The team lead did not answer a direct message/,
    );
    expect(rungCalls(factsOf(called), reader).map(({ key }) => key)).toEqual(calls.map(({ key }) => key));
  });

  test('is not called before: the CTO’s rung is quiet', () => {
    expect(rungCalls(factsOf(called), reader).some(({ to }) => 'person' in to && to.person === cto)).toBe(false);
  });
});

describe('a message that asks for somebody', () => {
  const answer = (role: 'team-lead' | 'on-call', by: typeof lead): Entry =>
    entryOf({ by: { kind: 'person', id: by }, body: { kind: 'contact-answered', role, how: 'voted' } });
  const settledBy = (entry: Entry) => contactEdits(factsOf(called), [entry], reader).map(({ key }) => key);

  test('keeps its button when somebody of another role answers', () => {
    expect(settledBy(answer('on-call', onCall))).toEqual([expect.stringContaining(`/call/`)]);
    expect(settledBy(answer('team-lead', lead)).every((key) => key.includes('/contact/'))).toBe(true);
  });

  test('is settled for everybody by the decision', () => {
    const decided = called.decide('refuse', cto);
    const decision = decided.incident.decision;
    if (decision === null) throw new Error('undecided');
    const { at: _, entry: __, ...vote } = decision;
    const made = entryOf({ by: theBot, body: { kind: 'decision-made', vote, votes: [cto] } });
    expect(contactEdits(factsOf(decided), [made], reader)).toHaveLength(3);
  });
});

test('only a team lead is told that the on-call engineer may decide in their place', () => {
  const text = (profile: string) => {
    const asked = policy({ authority: { profile } });
    return drawContactRequest(factsOf(deciding(), {}, asked), reader).text;
  };
  expect(text('stand-in')).toContain('the on-call engineer may decide in your place');
  expect(text('on-call-empowered')).not.toContain('in your place');
  expect(text('single-operator')).not.toContain('in your place');
});
