import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/entry.ts';
import { ChannelId, Instant } from '../../../src/domain/ids.ts';
import { makeStriker } from '../../../src/domain/redaction.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { addMessage } from '../../../src/services/incidents/add-message.ts';
import { sam } from '../../support/restore-story.ts';
import { closedJournal, id, robin } from '../aftercare/closed-journal.ts';

const from = { channel: ChannelId.parse('C0OPS'), ts: '1780494600.000100', author: robin };
const written = '2026-06-03T13:50:00.000Z';

async function scene() {
  const journal = await closedJournal();
  const house = () => ({ ...journal.replica(), strikeSecrets: makeStriker([new Secret('hunter2-hunter2')]) });
  const notes = () =>
    journal.memory.entries().filter(({ body }) => body.kind === 'note-added' && body.from !== undefined);
  return { ...journal, house, notes };
}

const noteOf = (entry: Entry | undefined) => (entry?.body.kind === 'note-added' ? entry.body : undefined);

describe('a message in the timeline', () => {
  test('bears the instant when it was written, and who wrote and who added it; also after the close', async () => {
    const { house, notes, asking } = await scene();
    const verdict = await addMessage(house(), asking('1'), { incident: id, text: 'the rows are gone', from });
    expect(verdict.kind).toBe('granted');
    const [entry] = notes();
    expect(entry).toMatchObject({ occurredAt: written, by: { kind: 'person', id: sam } });
    expect(Date.parse(entry?.recordedAt ?? '')).toBeGreaterThan(Date.parse(written));
    expect(noteOf(entry)).toMatchObject({ text: 'the rows are gone', from });
  });

  test('stands there once, however many replicas and people add it at the same time', async () => {
    const { house, notes } = await scene();
    const adding = Array.from({ length: 9 }, (_, at) =>
      addMessage(house(), { person: at % 2 === 0 ? sam : robin, once: `${at}` }, { incident: id, text: 'look', from }),
    );
    const verdicts = await Promise.all(adding);
    expect(notes()).toHaveLength(1);
    expect(verdicts.filter(({ kind }) => kind === 'granted').length).toBeGreaterThan(0);
  });

  test('added again it is answered with the entry that has it, and an edit since then is named', async () => {
    const { house, notes, asking } = await scene();
    await addMessage(house(), asking('1'), { incident: id, text: 'two tables', from });
    const again = await addMessage(house(), asking('2'), { incident: id, text: 'two tables', from });
    expect(again).toMatchObject({
      kind: 'refused',
      reasons: [{ say: expect.stringContaining(`entry ${notes()[0]?.n}`) }],
    });
    const editedAt = Instant.parse('2026-06-03T15:00:00.000Z');
    const edited = await addMessage(house(), asking('3'), { incident: id, text: 'three', from: { ...from, editedAt } });
    expect(edited).toMatchObject({ reasons: [{ say: expect.stringContaining('before it was edited') }] });
    expect(notes()).toHaveLength(1);
  });

  test('carries no secret that we know, and no end of a text that is too long (I8)', async () => {
    const { house, notes, asking } = await scene();
    const text = `hunter2-hunter2 postgres://app:s3cr3t@db/shop ${'👩‍👩‍👧‍👦'.repeat(400)}`;
    await addMessage(house(), asking('1'), { incident: id, text, from });
    const note = noteOf(notes()[0]);
    expect(note?.text).not.toMatch(/hunter2|s3cr3t/);
    expect(note?.text.length).toBeLessThanOrEqual(3_000);
    expect(note?.text.isWellFormed()).toBe(true);
  });

  test('without words, or for an incident that is not there, nothing is written', async () => {
    const { house, notes, asking } = await scene();
    expect((await addMessage(house(), asking('1'), { incident: id, text: ' \n ', from })).kind).toBe('refused');
    expect(notes()).toEqual([]);
  });
});
