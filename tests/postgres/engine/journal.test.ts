import { describe, expect, test } from 'vitest';
import { Fence, IncidentId, Instant } from '../../../src/domain/ids.ts';
import { granted, refused } from '../../../src/domain/verdict.ts';
import { foldEntries } from '../../../src/engine/fold.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { homes } from '../store/homes.ts';
import { byBot, byLead, tell } from './small-house.ts';
import { type Stage, setStage } from './stage.ts';

const note = (text: string) => byLead({ kind: 'note-added', text });

describe.each(homes)('the journal over the %s', (home) => {
  const stage = setStage(home);
  judging(stage);
  guarding(stage);
  remembering(stage);
});

function judging(stage: Stage): void {
  const tooMany = { code: 'already-decided', say: 'Somebody else was first.', hint: 'Look at the card.' } as const;

  test('lets the first of two that decide at once win, and judges the second anew on what the first wrote', async () => {
    const id = await stage.incident();
    const decide = (who: string) =>
      openJournal(stage.store().entries).append(id, ({ noteCount }) =>
        noteCount > 0 ? refused(tooMany) : granted({ drafts: [note(who)] }),
      );
    const verdicts = await Promise.all(['sam', 'dana', 'alex'].map(decide));
    expect(verdicts.map(({ kind }) => kind).sort()).toEqual(['granted', 'refused', 'refused']);
    expect((await stage.fold(id)).noteCount).toBe(1);
  });

  test('writes all that thirty voices say at once, each once', async () => {
    const id = await stage.incident();
    const journal = openJournal(stage.store().entries);
    const texts = Array.from({ length: 30 }, (_, index) => `voice ${index}`);
    await Promise.all(texts.map((text) => journal.append(id, () => granted({ drafts: [note(text)] }))));
    const said = (await stage.bodies(id)).flatMap((body) => (body.kind === 'note-added' ? [body.text] : []));
    expect(said.sort()).toEqual(texts.sort());
  });

  test('judges anew when the instant until which a judgement holds has passed', async () => {
    const id = await stage.incident();
    const past = Instant.parse('2020-01-01T00:00:00.000Z');
    let judged = 0;
    const verdict = await openJournal(stage.store().entries).append(id, () => {
      judged += 1;
      return judged === 1 ? granted({ drafts: [note('late')], guard: { notAfter: past } }) : refused(tooMany);
    });
    expect([judged, verdict.kind]).toEqual([2, 'refused']);
    expect((await stage.fold(id)).noteCount).toBe(0);
  });

  test('refuses an illegal entry before it is a fact, with all that was to be written beside it', async () => {
    const id = await stage.incident();
    const drafts = [note('fine'), byBot({ kind: 'incident-recovered', summary: 'not so' })];
    await expect(openJournal(stage.store().entries).append(id, () => granted({ drafts }))).rejects.toMatchObject({
      code: 'journal-corrupt',
    });
    expect(await stage.kinds(id)).toEqual(['incident-declared']);
  });
}

function guarding(stage: Stage): void {
  test('writes a repeated request once and answers with the incident as it stands', async () => {
    const id = await stage.incident();
    const journal = openJournal(stage.store().entries);
    const ask = () => journal.append(id, () => granted({ drafts: [note('click')] }), { once: `click on ${id}` });
    const verdicts = [await ask(), await ask()];
    expect(verdicts.map((verdict) => verdict.kind === 'granted' && verdict.value.noteCount)).toEqual([1, 1]);
  });

  test('writes nothing for a conductor whose fence is old, and says who may', async () => {
    const id = await stage.incident();
    const first = await stage.store().leases.claim('first');
    await stage.store().leases.release(first as never, await stage.store().entries.now(), 1);
    expect(await stage.store().leases.claim('second')).toMatchObject({ id, fence: 2 });
    const journal = openJournal(stage.store().entries);
    const write = (fence: number) =>
      journal.append(id, () => granted({ drafts: [note(`under ${fence}`)] }), { fence: Fence.parse(fence) });
    await expect(write(1)).rejects.toMatchObject({ code: 'fenced-off' });
    expect((await write(2)).kind).toBe('granted');
  });

  test('knows no incident that was never declared', async () => {
    const nobody = IncidentId.parse('INC-999999');
    const journal = openJournal(stage.store().entries);
    expect(await journal.incident(nobody)).toBeNull();
    await expect(journal.append(nobody, () => granted({ drafts: [note('?')] }))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
}

function remembering(stage: Stage): void {
  test('shows what others wrote, and what it remembers equals a fold from the beginning', async () => {
    const id = await stage.incident();
    const journal = openJournal(stage.store().entries);
    await journal.incident(id);
    await tell(stage.store(), id, note('from another process'));
    await journal.append(id, () => granted({ drafts: [note('from this one')] }));
    await tell(stage.store(), id, note('and another'));
    const remembered = await journal.incident(id);
    expect(remembered?.noteCount).toBe(3);
    expect(remembered).toEqual(foldEntries(id, null, await journal.entries(id)));
  });
}
