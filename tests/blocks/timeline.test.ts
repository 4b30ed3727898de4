import { describe, expect, test } from 'vitest';
import { drawTimelineLine } from '../../blocks/timeline.ts';
import {
  nothingTold,
  rememberEntry,
  type TimelineLine,
  timelineLine,
  timelineLines,
} from '../../blocks/words/timeline/timeline-line.ts';
import { plainLine, timelineMarkdown, timelinePlain } from '../../blocks/words/timeline/timeline-markdown.ts';
import { writeMarkdown } from '../../blocks/words/write-markdown.ts';
import { writeMrkdwn } from '../../blocks/words/write-mrkdwn.ts';
import type { Draft, Entry } from '../../src/domain/entry.ts';
import { ChannelId, Instant } from '../../src/domain/ids.ts';
import { writtenAt } from '../../src/domain/message.ts';
import { theBot } from '../../src/domain/person.ts';
import { cto, lead } from '../support/incident-builder.ts';
import { dana, restoreStory, sam, storyIncident, told } from '../support/restore-story.ts';
import { names as teamNames } from './support/facts.ts';

const reader = { names: new Map([...teamNames, [dana, 'Dana Kim'], [sam, 'Sam Rivera']]), timeZone: 'UTC' };

function journal(drafts: readonly Draft[]): Entry[] {
  return told(drafts).map((entry) => ({ ...entry, previous: null }));
}

describe('a whole restore', () => {
  test('is told as a person would tell it', () => {
    expect(`\n${timelinePlain(journal(restoreStory), reader)}\n`).toBe(`
14:00:01 UTC  Sam Rivera declared an incident for promptrefine in production.
    Identified 2026-06-03 14:00 UTC (when it was declared). The decision window counts from then.
    What was seen: GET /api/prompts answers 500
    Triggers: A migration failed or did harm
    Migration: 0007_tidy_prompt_history
14:00:03 UTC  Capture evidence: done after 1 s.
14:00:05 UTC  Take safety backup: done after 1 s.
14:00:07 UTC  Restore into scratch: done after 1 s.
14:00:09 UTC  Validate copy: done after 1 s.
14:00:11 UTC  Count loss: done after 1 s.
14:00:12 UTC  The plan is ready to be decided on: Restore the backup, promptrefine (db727ba2211e), about 12 s from approval to writes resumed.
    What it would bring back: not counted yet.
    What it would lose: not counted yet.
    Backup 20260603T020000Z-nightly-4f1c, as of 2026-06-03 02:00 UTC.
14:00:13 UTC  Sam Rivera: customers are asking
14:00:15 UTC  Dana Kim (team lead) approved the rollback: revision 1 (db727ba2211e).
    Why they could decide: Dana Kim is the team lead.
14:00:17 UTC  Freeze writes: done after 1 s.
14:00:19 UTC  Count final loss: done after 1 s.
14:00:21 UTC  Bring to parity: done after 1 s.
14:00:23 UTC  Promote copy: done after 1 s.
14:00:25 UTC  Redeploy commit: done after 1 s.
14:00:27 UTC  Run smoke checks: done after 1 s.
14:00:29 UTC  Run verification commands: done after 1 s.
14:00:31 UTC  Resume writes: done after 1 s.
14:00:33 UTC  Watch recovery: done after 1 s.
14:00:34 UTC  Recovered. all steps done
14:00:35 UTC  Sam Rivera closed the incident.
    Root cause: a wrong condition
    Path used: restore
`);
  });

  test('is the same however it is told, at once or entry by entry', () => {
    const entries = journal(restoreStory);
    let memory = nothingTold;
    const piecewise = entries.flatMap((entry, at) => {
      const line = timelineLine(entry, memory, { next: entries[at + 1] });
      memory = rememberEntry(memory, entry);
      return line === null ? [] : [line.n];
    });
    expect(piecewise).toEqual([1, 3, 5, 7, 9, 11, 12, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 34, 35]);
  });

  test('becomes CommonMark in which notes cannot become markup', () => {
    const [note] = journal([{ by: { kind: 'person', id: sam }, body: { kind: 'note-added', text: '# <b>*x*\n- y' } }]);
    expect(timelineMarkdown(storyIncident, [note as Entry], reader)).toBe(
      '# INC-7\n\n- **14:00:01 UTC** 📝 Sam Rivera: # \\<b\\>\\*x\\*  \n  - y\n',
    );
  });
});

const bot = (body: Draft['body']): Draft => ({ by: theBot, body });
const by = (id: typeof lead, body: Draft['body']): Draft => ({ by: { kind: 'person', id }, body });

describe('a message that was copied into the timeline', () => {
  const from = {
    channel: ChannelId.parse('C0OPS'),
    ts: '1780494600.000100',
    author: lead,
    permalink: 'https://x.slack.com/archives/C0OPS/p1780494600000100',
    editedAt: Instant.parse('2026-06-03T13:51:00.000Z'),
  };
  const lineOf = (more: object) => {
    const body = { kind: 'note-added', text: '<!channel> rows [are](gone)', from: { ...from, ...more } } as const;
    const [entry] = journal([{ by: { kind: 'person', id: sam }, body }]);
    return timelineLines([{ ...(entry as Entry), occurredAt: writtenAt(from.ts) }]).lines[0] as TimelineLine;
  };

  test('is told with who wrote it, who added it, when, and where it stands', () => {
    expect(plainLine(lineOf({}), reader)).toBe(
      [
        '13:50:00 UTC  Dana Kim wrote: <!channel> rows [are](gone)',
        '    Added by Sam Rivera from a message (https://x.slack.com/archives/C0OPS/p1780494600000100) in C0OPS, edited 13:51:00 UTC.',
        '    (recorded 14:00:01 UTC)',
      ].join('\n'),
    );
  });

  test('links to it in Slack and in reports, and calls nobody', () => {
    const { text, blocks } = drawTimelineLine(storyIncident, lineOf({ adapted: true }), reader);
    expect(JSON.stringify(blocks)).toContain('<https://x.slack.com/archives/C0OPS/p1780494600000100|a message>');
    expect(JSON.stringify(blocks)).not.toContain('<!channel>');
    expect(text).toContain('in words that Sam Rivera shortened or changed');
  });

  test.each(['javascript:alert(1)', 'https://x/|a> <!channel', 'https://x/) [a](b'])(
    'no link is made of %s',
    (permalink) => {
      const [line] = lineOf({ permalink }).phrases.slice(1, 2);
      expect(writeMrkdwn(line ?? [], reader)).not.toMatch(/<(javascript|https|!channel)/);
      expect(writeMarkdown(line ?? [], reader)).not.toMatch(/[^\\]\]\(/);
    },
  );
});

describe('single lines', () => {
  test.each<[string, Draft, string]>([
    [
      'an attempt',
      bot({ kind: 'contact-attempted', attempt: 0, by: 'direct-message', to: [lead], waitMs: 120_000 }),
      'Attempt 1 to reach Dana Kim by direct message. They have 2 min to answer.',
    ],
    [
      'an attempt that failed',
      bot({ kind: 'contact-failed', attempt: 1, why: 'user_disabled', counts: false }),
      'Attempt 2 could not be delivered: user_disabled. By policy it does not count as an attempt.',
    ],
    [
      'an answer',
      by(lead, { kind: 'contact-answered', role: 'team-lead', how: 'pressed “I am here”' }),
      'Dana Kim (team lead) answered: pressed “I am here”',
    ],
    [
      'a lapse',
      bot({ kind: 'window-lapsed', closedAt: Instant.parse('2026-06-03T14:30:00.000Z') }),
      'The decision window closed 2026-06-03 14:30 UTC without a decision. Nothing was approved and nothing was refused.',
    ],
    [
      'a rung',
      bot({ kind: 'rung-opened', role: 'cto', why: 'the window lapsed' }),
      'The CTO is called on to decide. Why: the window lapsed',
    ],
    [
      'a rung whose people are known',
      bot({ kind: 'rung-opened', role: 'cto', why: 'the window lapsed', people: [cto] }),
      'Alex Osei: the CTO is called on to decide. Why: the window lapsed',
    ],
    [
      'an objection',
      by(cto, { kind: 'objection-raised', role: 'cto', why: 'wrong backup' }),
      'Alex Osei (CTO) objected: wrong backup',
    ],
    [
      'a takeover',
      bot({ kind: 'conductor-changed', fence: 2, from: 'a', to: 'b' }),
      'Recourse was interrupted and another process took over. It checks what already happened before it goes on.',
    ],
    [
      'a second attempt',
      bot({ kind: 'step-began', step: 'freeze-writes', attempt: 2, fence: 1, intent: {} }),
      'Freeze writes: trying again, attempt 2.',
    ],
    [
      'an unknown step',
      bot({ kind: 'step-became-unknown', step: 'promote-copy', say: 'The names changed meanwhile.' }),
      'Promote copy: nobody can tell whether it took effect. The names changed meanwhile.',
    ],
  ])('%s is told plainly', (_, draft, expected) => {
    const [line] = timelinePlain(journal([draft]), reader).split('\n');
    expect(line).toBe(`14:00:01 UTC  ${expected}`);
  });
});

describe('the window', () => {
  const closesAt = Instant.parse('2026-06-03T14:30:00.000Z');

  test('is reminded of by its end, because after a pause the reminder comes late', () => {
    expect(timelinePlain(journal([bot({ kind: 'window-reminded', beforeMs: 900_000, closesAt })]), reader)).toBe(
      '14:00:01 UTC  Decide by 2026-06-03 14:30 UTC: 15 min are left at most.',
    );
  });

  test.each([
    ['forbidden', 'Nobody may approve any more; refusing and holding stay possible.'],
    ['cto-only', 'Only the CTO may still approve; refusing and holding stay possible. It is recorded as late.'],
    ['with-reason', 'A late decision needs a reason and is recorded as late.'],
  ] as const)('that has lapsed says what is still possible: %s', (lateDecision, words) => {
    const lapse = bot({ kind: 'window-lapsed', closedAt: closesAt, lateDecision });
    expect(timelinePlain(journal([lapse]), reader)).toContain(`\n    What is still possible: ${words}`);
  });
});

describe('a line', () => {
  test.each<[string, Draft]>([
    [
      'the first beginning of a step',
      bot({ kind: 'step-began', step: 'freeze-writes', attempt: 1, fence: 1, intent: {} }),
    ],
    ['progress', bot({ kind: 'step-progressed', step: 'freeze-writes', say: '40 %' })],
  ])('%s is left to the headline', (_, draft) => {
    expect(timelinePlain(journal([draft]), reader)).toBe('');
  });

  test('a step that found something says so, with the next move', () => {
    const findings = [
      { check: 'rows', result: 'passed' as const, say: 'users: 42,000 rows' },
      { check: 'orphans', result: 'warned' as const, say: '3 orphaned runs', hint: 'delete them later' },
      { check: 'amcheck', result: 'skipped' as const, say: 'pg_amcheck is not installed' },
    ];
    const lines = timelinePlain(
      journal([bot({ kind: 'step-done', step: 'validate-copy', outcome: {}, findings, found: false })]),
      reader,
    );
    expect(lines).toBe(
      '14:00:01 UTC  Validate copy: done. 1 check passed.\n    ⚠️ 3 orphaned runs → delete them later\n    – pg_amcheck is not installed (not checked)',
    );
  });

  test('something written down later says when it was recorded', () => {
    const [entry] = journal([by(lead, { kind: 'note-added', text: 'users were told' })]);
    const late = { ...(entry as Entry), occurredAt: Instant.parse('2026-06-03T13:40:00.000Z') };
    expect(timelinePlain([late], reader)).toBe('13:40:00 UTC  Dana Kim: users were told\n    (recorded 14:00:01 UTC)');
  });
});
