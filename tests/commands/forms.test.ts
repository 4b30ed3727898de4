import { describe, expect, test } from 'vitest';
import { declareFields, perService } from '../../blocks/forms/declare-form.ts';
import { drawVoteForm, voteFields } from '../../blocks/forms/vote-form.ts';
import { readFormClaim, readPressClaim } from '../../commands/claims.ts';
import type { Desk } from '../../commands/desk.ts';
import { declareForm } from '../../commands/forms/declare.ts';
import { closeForm, identificationForm, noteForm } from '../../commands/forms/facts.ts';
import { reasonForm } from '../../commands/forms/reason.ts';
import { voteForm } from '../../commands/forms/vote.ts';
import { takeWord } from '../../commands/verbs.ts';
import { takeIncident } from '../../commands/which-incident.ts';
import { digestOf } from '../../src/domain/canonical.ts';
import { Instant } from '../../src/domain/ids.ts';
import { factsOf } from '../blocks/support/facts.ts';
import { deciding, policy } from '../support/incident-builder.ts';
import { recordingUseCases } from './support/recording-use-cases.ts';

const now = new Date('2026-06-03T14:05:30.000Z');
const desk: Desk = {
  useCases: recordingUseCases([policy()]),
  log: { warn: () => undefined, error: () => undefined },
  now: () => now,
};

const text = (value: string) => ({ value: { type: 'plain_text_input', value } });
const at = (iso: string) => ({ value: { type: 'datetimepicker', selected_date_time: Date.parse(iso) / 1000 } });
const ticked = (...values: string[]) => ({
  value: {
    type: 'checkboxes',
    selected_options: values.map((value) => ({ text: { type: 'plain_text', text: value }, value })),
  },
});
const service = (value: string) => ({
  'choose-service': { type: 'static_select', selected_option: { text: { type: 'plain_text', text: value }, value } },
});

const openedAt = Instant.parse('2026-06-03T14:04:20.000Z');
const good = {
  [declareFields.service]: service('promptrefine'),
  [declareFields.identifiedAt]: at('2026-06-03T13:40:00.000Z'),
  [declareFields.speaksFor]: ticked('data-deleted', 'performance-degraded'),
  [declareFields.degradation]: text('40'),
  [declareFields.seen]: text('  GET /api/prompts answers 500 '),
  [perService('migration', 'promptrefine')]: text('0007_tidy'),
  [declareFields.correlationIds]: text('req-1, req-2\nreq-3'),
};
const read = (values: object) => declareForm.read(desk, values as never, { channel: 'C0OPS', openedAt });

describe('the declare form', () => {
  test('becomes a declaration in the service’s own channel and environment', () => {
    expect(read(good)).toEqual({
      kind: 'filled',
      filled: {
        service: 'promptrefine',
        environment: 'production',
        channel: 'C0OPS',
        identifiedAt: '2026-06-03T13:40:00.000Z',
        identifiedSource: 'person',
        triggers: [{ code: 'data-deleted' }, { code: 'performance-degraded', degradationPercent: 40 }],
        seen: 'GET /api/prompts answers 500',
        migration: '0007_tidy',
        correlationIds: ['req-1', 'req-2', 'req-3'],
      },
    });
  });

  test('takes an untouched time as now, however long the form was open', () => {
    const untouched = read({ ...good, [declareFields.identifiedAt]: at('2026-06-03T14:04:00.000Z') });
    expect(untouched).toMatchObject({ filled: { identifiedSource: 'declared-now', identifiedAt: now.toISOString() } });
  });

  test('takes the untouched time of a card of alerts as theirs, and a changed one as the person’s', () => {
    const claim = { channel: 'C0OPS', openedAt, alerts: 3 };
    const fromCard = (values: object) => declareForm.read(desk, values as never, claim);
    const minute = at('2026-06-03T14:04:00.000Z');
    expect(fromCard({ ...good, [declareFields.identifiedAt]: minute })).toMatchObject({
      filled: { identifiedSource: 'alert', identifiedAt: openedAt },
    });
    expect(fromCard(good)).toMatchObject({ filled: { identifiedSource: 'person' } });
  });

  test.each<[string, object, string, RegExp]>([
    [
      'a time in the future',
      { [declareFields.identifiedAt]: at('2026-06-03T15:00:00.000Z') },
      declareFields.identifiedAt,
      /future/,
    ],
    ['no time', { [declareFields.identifiedAt]: {} }, declareFields.identifiedAt, /choose when/],
    ['nothing ticked', { [declareFields.speaksFor]: ticked() }, declareFields.speaksFor, /at least one/],
    ['blank words', { [declareFields.seen]: text('   ') }, declareFields.seen, /what was seen/],
    ['an unknown service', { [declareFields.service]: service('nope') }, declareFields.service, /one of the services/],
    [
      'a degradation without number',
      { [declareFields.degradation]: {} },
      declareFields.degradation,
      /how many percent/,
    ],
    [
      'a percentage that is no number',
      { [declareFields.degradation]: text('much') },
      declareFields.degradation,
      /0 to 1,000/,
    ],
    [
      'too many correlation ids',
      { [declareFields.correlationIds]: text('x '.repeat(21)) },
      declareFields.correlationIds,
      /These are 21/,
    ],
  ])('answers %s beneath the field', (_, change, field, mistake) => {
    const answer = read({ ...good, ...change });
    expect(answer).toMatchObject({ kind: 'mistakes' });
    expect(answer.kind === 'mistakes' && answer.errors[field]).toMatch(mistake);
  });

  test('ignores forged triggers', () => {
    expect(read({ ...good, [declareFields.speaksFor]: ticked('make-coffee') })).toMatchObject({ kind: 'mistakes' });
  });
});

const digest = digestOf('plan');
const claim = {
  channel: 'C0OPS',
  incident: 'INC-7',
  service: 'promptrefine',
  revision: 2,
  digest,
  action: 'approve',
  typed: 'promptrefine',
} as never;

describe('the vote form', () => {
  test('asks for exactly what has to be typed', () => {
    const typo = voteForm.read(desk, { [voteFields.typed]: text('promptrefin') } as never, claim);
    expect(typo).toEqual({
      kind: 'mistakes',
      errors: { [voteFields.typed]: 'That differs. To approve, type exactly: promptrefine' },
    });
    const right = voteForm.read(desk, { [voteFields.typed]: text('promptrefine') } as never, claim);
    expect(right).toEqual({
      kind: 'filled',
      filled: { incident: 'INC-7', choice: 'approve', revision: 2, digest, typed: 'promptrefine' },
    });
  });

  test('refuses a re-open time that has passed', () => {
    const values = { [voteFields.reopenAt]: at('2026-06-03T14:00:00.000Z'), [voteFields.reason]: text('wait') };
    const hold = { channel: 'C0OPS', incident: 'INC-7', revision: 2, digest, action: 'hold' } as never;
    expect(voteForm.read(desk, values as never, hold)).toMatchObject({
      errors: { [voteFields.reopenAt]: /lies ahead/ },
    });
  });

  test('takes the measurement that would reverse a hold, which its form asks for', () => {
    const hold = { channel: 'C0OPS', incident: 'INC-7', revision: 2, digest, action: 'hold' } as never;
    const values = { [voteFields.reason]: text('wait'), [voteFields.reversedBy]: text('5 % errors') };
    expect(voteForm.read(desk, values as never, hold)).toMatchObject({ filled: { reversedBy: '5 % errors' } });
    expect(JSON.stringify(drawVoteForm(factsOf(deciding()), 'hold', '{}'))).toContain('change your mind?');
    expect(JSON.stringify(drawVoteForm(factsOf(deciding()), 'approve', '{}'))).not.toContain('change your mind?');
  });

  test('refuses a form that does not say which plan it is about', () => {
    const forged = { channel: 'C0OPS', incident: 'INC-7', action: 'approve' } as never;
    expect(voteForm.read(desk, {}, forged)).toMatchObject({ kind: 'mistakes' });
  });
});

describe('the other forms', () => {
  test.each([
    ['note', noteForm, { text: text(' ') }],
    ['close', closeForm, { 'root-cause': text('') }],
    ['identification', identificationForm, {}],
    ['reason', reasonForm, { why: text('  ') }],
  ])('the %s form says what is missing', (_, form, values) => {
    const about = { channel: 'C0OPS', incident: 'INC-7', action: 'object' } as never;
    expect(form.read(desk, values as never, about)).toMatchObject({ kind: 'mistakes' });
  });

  test('a step form without a step is not ours', () => {
    const about = { channel: 'C0OPS', incident: 'INC-7', action: 'mark-step-done' } as never;
    expect(reasonForm.read(desk, { why: text('I looked') } as never, about)).toMatchObject({
      errors: { why: /not one that Recourse opened/ },
    });
  });
});

describe('claims', () => {
  test.each([
    ['nothing', undefined],
    ['no JSON', 'approve!'],
    ['a list', '[]'],
    ['a wrong id', JSON.stringify({ incident: 'INC-0', service: 'promptrefine' })],
    ['a digest that is none', JSON.stringify({ incident: 'INC-7', service: 'promptrefine', digest: 'x' })],
    ['more than we write', JSON.stringify({ incident: 'INC-7', service: 'promptrefine', role: 'cto' })],
  ])('%s is no claim', (_, value) => {
    expect(readPressClaim(value)).toBeNull();
    expect(readFormClaim(value ?? '')).toBeNull();
  });
});

describe('typed commands', () => {
  test.each([
    ['declare', { word: 'declare', rest: '' }],
    ['  NOTE  INC-7  the  text ', { word: 'note', rest: 'INC-7  the  text' }],
    ['', { word: '', rest: '' }],
  ])('“%s” is read as people mean it', (typed, expected) => expect(takeWord(typed)).toEqual(expected));

  test.each([
    ['INC-7 the text', { named: 'INC-7', rest: 'the text' }],
    ['inc7', { named: 'INC-7', rest: '' }],
    ['INC-0 x', { named: null, rest: 'INC-0 x' }],
    ['the INC-7 text', { named: null, rest: 'the INC-7 text' }],
  ])('“%s” names an incident only in front', (typed, expected) => expect(takeIncident(typed)).toEqual(expected));
});
