import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../commands/messages/read-message.ts';

const message = { type: 'message', ts: '1780495200.000100', user: 'U0ROBIN', text: 'the &lt;b&gt; rows are gone' };
const read = (given: object) => readMessage({ ...message, ...given }, 'C0OPS', 'B0OURS');
const why = (given: object) => {
  const result = read(given);
  return result.kind === 'refused' ? result.refusal.say : result.text;
};

describe('a message that somebody wants in the timeline', () => {
  test('is read with its author, its place and its thread', () => {
    expect(
      read({ thread_ts: '1780495000.000100', permalink: 'https://x.slack.com/archives/C0OPS/p1780495200000100' }),
    ).toEqual({
      kind: 'message',
      text: 'the <b> rows are gone',
      from: {
        channel: 'C0OPS',
        ts: '1780495200.000100',
        author: 'U0ROBIN',
        permalink: 'https://x.slack.com/archives/C0OPS/p1780495200000100',
      },
      thread: '1780495000.000100',
    });
  });

  test('says when it was changed, and which files are not copied', () => {
    const result = read({ edited: { user: 'U0ROBIN', ts: '1780495260.000000' }, files: [{ name: 'graph.png' }, {}] });
    expect(result).toMatchObject({
      text: 'the <b> rows are gone\n(with graph.png, a file, which is not copied)',
      from: { editedAt: '2026-06-03T14:01:00.000Z' },
    });
  });

  test('of an app has no author', () => {
    expect(read({ bot_id: 'B0OTHER' })).not.toHaveProperty('from.author');
  });

  test.each([
    ['of Recourse itself', { bot_id: 'B0OURS' }, 'Recourse wrote this message itself'],
    ['without a word', { text: '  ' }, 'There is no text'],
    ['with files only', { text: '', files: [{ name: 'graph.png' }] }, 'only files'],
    ['that was deleted', { subtype: 'tombstone' }, 'no longer gives us'],
    ['with a forged timestamp', { ts: 'now' }, 'no longer gives us'],
  ])('%s is refused with a reason', (_, given, say) => {
    expect(why(given)).toContain(say);
  });
});
