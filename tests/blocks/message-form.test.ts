import { expect, test } from 'vitest';
import { drawMessageForm } from '../../blocks/forms/message-form.ts';
import { ChannelId } from '../../src/domain/ids.ts';
import { deciding, lead } from '../support/incident-builder.ts';
import { expectGoodView } from './support/checks.ts';
import { factsOf } from './support/facts.ts';

const from = { channel: ChannelId.parse('C0OPS'), ts: '1780495200.000100', author: lead };

test.each([
  ['a ping of everybody', '<!channel> <!here> <!subteam^S1>'],
  ['as long as it may be', '👩‍👩‍👧‍👦🔥'.repeat(230)],
  ['one character', 'x'],
])('the form to copy a message is within Slack’s limits with %s', (_, text) => {
  const { incident } = factsOf(deciding());
  const { id, declaredAt, closedAt, declaration } = incident;
  const listed = { id, declaredAt, closedAt, service: declaration.service, environment: text };
  const incidents = Array.from({ length: 120 }, () => listed);
  const view = drawMessageForm({ incidents, text: text.slice(0, 3_000), from, metadata: '{}' });
  expectGoodView(view);
  expect(JSON.stringify(view)).toContain(`<@${lead}>`);
});
