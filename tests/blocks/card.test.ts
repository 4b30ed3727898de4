import { describe, expect, test } from 'vitest';
import { drawCard } from '../../blocks/card.ts';
import { drawHeadline } from '../../blocks/headline.ts';
import { drawStepTrouble } from '../../blocks/step-trouble.ts';
import type { StepLine } from '../../src/domain/card.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { cto, deciding, declared, fullTeam, lead, policy } from '../support/incident-builder.ts';
import { visible } from './support/checks.ts';
import { factsOf, lossOf, reader, storyLoss, tableLoss } from './support/facts.ts';

const tale = deciding({ identifiedAgoMs: 240_000 }).plan({ statedLoss: storyLoss });
const facts = factsOf(tale);
const card = drawCard(facts, reader);

function pressesIn(drawn: typeof card) {
  return drawn.blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .filter((each) => each.type === 'button');
}

describe('the decision card', () => {
  test('says first by when, as an instant that Slack shows in the reader’s zone', () => {
    const [, first] = card.blocks;
    expect(first?.type === 'section' && first.text?.text).toContain(
      '*Decide by* <!date^1780496760^{date_short_pretty} at {time}|2026-06-03 14:26 UTC>',
    );
  });

  test('says in two sentences what a restore brings back and what it loses', () => {
    expect(visible(card)).toContain(
      '*It brings back* 200,000 deleted rows, and the earlier content of 12 changed ones.',
    );
    expect(visible(card)).toContain('217 new rows disappear, and 12 changed rows go back to how they were.');
  });

  test('lists the loss per table, the most affected first', () => {
    const table = card.blocks.find((block) => block.type === 'table');
    const cells = table?.rows.map((row) => row.map((cell) => (cell.type === 'raw_text' ? cell.text : '')));
    expect(cells).toEqual([
      ['Table', 'Back', 'New, lost', 'Set back'],
      ['prompt_versions', '198,212', '14', '0'],
      ['test_runs', '1,788', '203', '9'],
      ['users', '0', '0', '3'],
    ]);
  });

  test('sums up tables beyond the fifteenth', () => {
    const many = lossOf(Array.from({ length: 200 }, (_, at) => tableLoss(`public.t${at}`, { deleted: 1_000 - at })));
    const drawn = drawCard(factsOf(deciding().plan({ statedLoss: many })), reader);
    const table = drawn.blocks.find((block) => block.type === 'table');
    expect(table?.rows).toHaveLength(17);
    expect(table?.rows.at(-1)?.[0]).toMatchObject({ text: '185 more tables' });
  });

  test('says which tables were not measured, because what was not measured may be lost', () => {
    const report = lossOf([], { unmeasured: [{ table: 'public.blobs', why: 'no primary key' }] });
    const drawn = drawCard(factsOf(deciding().plan({ statedLoss: report })), reader);
    expect(visible(drawn)).toContain(
      '*Not measured, so the loss may be higher:* 1 table\n• `public.blobs`: no primary key',
    );
  });

  test('says the backup’s age at the failure, which does not change while people think', () => {
    expect(visible(card)).toContain('11 h 56 min before the failure was identified');
    expect(visible(card)).toContain('SHA-256 `aaaaaaaaaaaa`…');
    expect(visible(card)).toContain('not yet restored, so not yet proved');
  });
});

describe('the decision card, for people', () => {
  test('names who may decide without calling them', () => {
    expect(visible(card)).toContain('Dana Kim (team lead)');
    expect(JSON.stringify(card)).not.toContain('<@');
  });

  test('shows the proof of attempts to reach the lead', () => {
    const drawn = drawCard(factsOf(deciding().leadSilent(policy())), reader);
    expect(visible(drawn)).toMatch(/\*Attempts to reach the team lead:\*\n• Attempt 1: a direct message to Dana Kim/);
  });

  test('offers buttons whose words make sense alone', () => {
    const [approve] = pressesIn(card);
    expect(
      pressesIn(card)
        .slice(0, 3)
        .map((each) => each.text.text),
    ).toEqual(['Approve rollback INC-7', 'Refuse rollback INC-7', 'Hold INC-7']);
    expect(approve).toMatchObject({ accessibility_label: 'Approve the rollback of PromptRefine, INC-7' });
  });

  test('gives each button the plan that was on the screen', () => {
    const value = JSON.parse(pressesIn(card)[0]?.value ?? '');
    const { proposed } = tale.incident;
    expect(value).toEqual({
      incident: 'INC-7',
      service: 'promptrefine',
      revision: proposed?.revision,
      digest: proposed?.digest,
    });
  });

  test('has no buttons to decide once it is decided, and says who decided', () => {
    const drawn = drawCard(factsOf(tale.decide('approve', lead)), reader);
    expect(pressesIn(drawn).map((each) => each.action_id)).not.toContain('approve');
    expect(visible(drawn)).toMatch(
      /\*Decided\.\* Dana Kim \(team lead\) \*approved\* the rollback: revision 2 \(`[0-9a-f]{12}`\)/,
    );
  });

  test('reads out the whole decision, without a single block', () => {
    for (const part of [
      'roll PromptRefine (production) back?',
      'Decide by 2026-06-03 14:26 UTC',
      '200,000 deleted rows',
      '217 new rows',
      'Dana Kim (team lead)',
      'Buttons: Approve rollback INC-7',
      'Recommended: Roll back',
    ]) {
      expect(card.text).toContain(part);
    }
  });

  test('reads times out in the service’s zone and in UTC', () => {
    expect(drawCard(facts, { ...reader, timeZone: 'Europe/Berlin' }).text).toContain(
      'Decide by 2026-06-03 16:26 Europe/Berlin (14:26 UTC)',
    );
  });

  test('is drawn before there is a plan, and says that production is not touched', () => {
    const drawn = drawCard(factsOf(declared()), reader);
    expect(visible(drawn)).toContain('Production is not touched before somebody approves.');
    expect(pressesIn(drawn).map((each) => each.action_id)).not.toContain('approve');
  });
});

describe('the headline', () => {
  test('asks the question while it is open', () => {
    expect(visible(drawHeadline(facts, reader))).toMatch(
      /^🗳️ INC-7: roll PromptRefine \(production\) back\?\n\*Decide by\*/,
    );
  });

  test('says after a refusal that nothing is rolled back and who said so', () => {
    const drawn = drawHeadline(factsOf(tale.decide('refuse', cto, { reason: 'a hotfix is ready' })), reader);
    expect(visible(drawn)).toContain('⏸️ INC-7: PromptRefine (production) is not being rolled back');
    expect(visible(drawn)).toContain('Alex Osei (team lead) *refused* the rollback');
  });

  test('says that a lapse approved and refused nothing', () => {
    const lapsed = tale
      .waitUntil(facts.window.closesAt)
      .wait(1)
      .write({ kind: 'window-lapsed', closedAt: facts.window.closesAt });
    expect(visible(drawHeadline(factsOf(lapsed), reader))).toContain(
      'without a decision. Nothing was approved or refused. A late decision needs a reason and is recorded as late.',
    );
  });

  test.each([
    ['forbidden', 'Nobody may approve any more; refusing and holding stay possible.'],
    ['cto-only', 'Only the CTO may still approve; refusing and holding stay possible.'],
  ])('says after a lapse what is still possible where late decisions are %s', (late_decision, words) => {
    const service = policy({ window: { late_decision } });
    const over = tale.waitUntil(facts.window.closesAt);
    const lapsed = over.writeAll(dueMoves(over.incident, service, fullTeam, over.now).moves.map(({ draft }) => draft));
    expect(visible(drawHeadline(factsOf(lapsed, {}, service), reader))).toContain(words);
    const entry = dueMoves(over.incident, service, fullTeam, over.now).moves.find(
      ({ draft }) => draft.body.kind === 'window-lapsed',
    );
    expect(JSON.stringify(entry)).toContain(late_decision);
  });

  test('says during the recovery who objects, and that the rest waits for them', () => {
    const objected = tale
      .decide('approve', cto)
      .write({ kind: 'objection-raised', role: 'team-lead', why: 'look at the orders first' }, lead);
    for (const drawn of [drawHeadline(factsOf(objected), reader), drawCard(factsOf(objected), reader)]) {
      expect(visible(drawn)).toMatch(/✋ Dana Kim \(team lead\) objected .*: look at the orders first/);
      expect(visible(drawn)).toContain('Steps that have not begun wait until this is settled.');
    }
    expect(visible(drawHeadline(factsOf(objected), reader))).toContain('waits for a person');
  });

  test('says on a hold what would reverse it', () => {
    const held = factsOf(tale.decide('hold', lead, { reason: 'a fix is near', reversedBy: '5 % errors' }));
    expect(visible(drawCard(held, reader))).toContain('What would reverse it: “5 % errors”');
  });

  test('shows which step runs', () => {
    const running = tale
      .decide('approve', lead)
      .write({ kind: 'step-began', step: 'freeze-writes', attempt: 1, fence: 1, intent: {} });
    expect(visible(drawHeadline(factsOf(running), reader))).toContain('⏳ *Freeze writes*');
  });
});

describe('a step that waits for a person', () => {
  const failed = tale
    .decide('approve', lead)
    .write({ kind: 'step-began', step: 'freeze-writes', attempt: 1, fence: 1, intent: {} })
    .write({
      kind: 'step-failed',
      step: 'freeze-writes',
      error: { code: 'freeze-not-proved', say: 'Writes went on for 2 s.', hint: 'Stop the worker that still writes.' },
      findings: [{ check: 'canary', result: 'failed', say: 'The canary row was accepted, expected a refusal.' }],
    });
  const trouble = factsOf(failed);
  const step = trouble.execution.find((line) => line.name === 'freeze-writes') as StepLine;
  const drawn = drawStepTrouble(trouble, step, reader);

  test('says what differs, what to do next and that nothing goes on by itself', () => {
    expect(visible(drawn)).toContain(
      '❌ *Freeze writes* failed.\nWrites went on for 2 s.\n✗ The canary row was accepted, expected a refusal.',
    );
    expect(visible(drawn)).toContain('*Next:* Stop the worker that still writes.');
    expect(visible(drawn)).toContain('does nothing by itself until somebody chooses');
  });

  test('offers what policy offers, the gentlest first', () => {
    const offered = trouble.actions.filter((offer) => offer.enabled).map((offer) => offer.action as string);
    const shown = pressesIn(drawn).map((each) => each.action_id ?? '');
    expect(shown[0]).toBe('retry-step');
    expect(shown.every((action) => offered.includes(action))).toBe(true);
  });

  test('changes the headline’s title', () => {
    expect(visible(drawHeadline(trouble, reader))).toContain('✋ INC-7: PromptRefine (production) waits for a person');
  });
});

describe('a recovery that is being carried out', () => {
  const labels = (drawn: typeof card) => pressesIn(drawn).map(({ text }) => text.text);
  const approved = tale.decide('approve', lead);

  test('can be stopped from the headline while no step waits for anybody', () => {
    expect(labels(drawHeadline(factsOf(approved), reader))).toContain('Stop the recovery');
  });

  test('offers that once where a step waits, beside the other choices', () => {
    const stuck = approved
      .write({ kind: 'step-began', step: 'freeze-writes', attempt: 1, fence: 1, intent: {} })
      .write({ kind: 'step-failed', step: 'freeze-writes', error: { code: 'x', say: 'no', hint: '' }, findings: [] });
    const stopping = labels(drawHeadline(factsOf(stuck), reader)).filter((label) => label.startsWith('Stop'));
    expect(stopping).toEqual(['Stop the recovery INC-7']);
  });
});
