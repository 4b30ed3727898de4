import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import { verifyChain } from '../../../src/domain/chain.ts';
import { Fence, IncidentId, Instant, ServiceName } from '../../../src/domain/ids.ts';
import { anotherService, closed, declared, headOf, note, openIncident } from './fixtures.ts';
import { freshStore, homes } from './homes.ts';

const soon = Instant.parse('2100-01-01T00:00:00.000Z');
const past = Instant.parse('2020-01-01T00:00:00.000Z');

describe.each(homes)('a journal on the %s', (home) => {
  const store = freshStore(home);
  opening(store);
  appending(store);
  wording(store);
});

function opening(store: () => Store): void {
  test('opens with its first entry and counts incidents without gaps', async () => {
    const first = await openIncident(store());
    const second = await openIncident(store());
    expect(Number(second.id.slice(4))).toBe(Number(first.id.slice(4)) + 1);
    const read = await store().entries.read(first.id, 0);
    expect(read?.entries.map(({ n, previous, body }) => [n, previous, body.kind])).toEqual([
      [1, null, 'incident-declared'],
    ]);
    expect(read?.entries[0]?.occurredAt).toBe(read?.entries[0]?.recordedAt);
    expect(Date.parse(read?.now ?? '')).toBeGreaterThanOrEqual(Date.parse(read?.entries[0]?.recordedAt ?? ''));
  });

  test('has one live incident per service and environment, and names it to the second who declares', async () => {
    const { id, service, head } = await openIncident(store());
    const again = { service, environment: 'production', draft: declared(service) };
    expect(await store().entries.open(again)).toEqual({ kind: 'live-already', id });
    expect((await store().entries.open({ ...again, environment: 'staging' })).kind).toBe('opened');
    expect(await store().entries.append(id, head, [closed], {})).toMatchObject({ kind: 'appended' });
    expect((await store().entries.open(again)).kind).toBe('opened');
  });

  test('opened twice with one key is opened once', async () => {
    const service = anotherService();
    const given = { service, environment: 'production', draft: declared(service), once: 'trigger-1' };
    const [one, two] = await Promise.all([store().entries.open(given), store().entries.open(given)]);
    expect(new Set([one.kind, two.kind])).toEqual(new Set(['opened', 'repeated']));
    expect(one.id).toBe(two.id);
  });

  test('is listed newest first, live ones or one service only', async () => {
    const one = await openIncident(store());
    await store().entries.append(one.id, one.head, [closed], {});
    const two = await openIncident(store(), one.service);
    const all = await store().entries.list({ liveOnly: false, service: one.service, limit: 10 });
    expect(all.map(({ id, closedAt }) => [id, closedAt === null])).toEqual([
      [two.id, true],
      [one.id, false],
    ]);
    const live = await store().entries.list({ liveOnly: true, service: one.service, limit: 10 });
    expect(live.map(({ id }) => id)).toEqual([two.id]);
    expect(await store().entries.list({ liveOnly: true, service: ServiceName.parse('nobody'), limit: 10 })).toEqual([]);
  });

  test('tells whoever listens', async () => {
    const { id, head } = await openIncident(store());
    const { promise, resolve } = Promise.withResolvers<IncidentId>();
    const stop = await store().entries.listen((heard) => heard === id && resolve(heard));
    await store().entries.append(id, head, [note('hear me')], {});
    expect(await promise).toBe(id);
    await stop();
  });
}

function appending(store: () => Store): void {
  test('chains several drafts of one append in their order', async () => {
    const { id, head } = await openIncident(store());
    const drafts = ['one', 'two', 'three'].map(note);
    const result = await store().entries.append(id, head, drafts, {});
    if (result.kind !== 'appended') throw new Error(result.kind);
    expect(result.entries.map(({ n }) => n)).toEqual([2, 3, 4]);
    expect(result.entries[0]?.previous).toBe(head.digest);
    expect(result.entries[2]?.previous).toBe(result.entries[1]?.digest);
    expect((await store().entries.read(id, 2))?.entries).toEqual(result.entries.slice(1));
    const chain = await store().entries.readChain(id);
    expect(verifyChain(id, chain?.links ?? [], chain?.head)).toMatchObject({ kind: 'intact', entries: 4 });
  });

  test.each([
    ['its head has moved', { n: 7 }, {}, 'conflict'],
    ['its head has another digest', { digest: 'f'.repeat(64) }, {}, 'conflict'],
    ['nobody holds the lease', {}, { fence: Fence.parse(1) }, 'fenced-off'],
    ['it is too early', {}, { notBefore: soon }, 'out-of-time'],
    ['it is too late', {}, { notAfter: past }, 'out-of-time'],
  ])('writes nothing when %s', async (_, wrong, guard, kind) => {
    const { id, head } = await openIncident(store());
    const result = await store().entries.append(id, { ...head, ...wrong } as typeof head, [note('no')], guard);
    expect(result.kind).toBe(kind);
    expect(await headOf(store(), id)).toEqual(head);
  });

  test('is too late at the very instant, and says what time it was', async () => {
    const { id, head } = await openIncident(store());
    const result = await store().entries.append(id, head, [note('no')], { notAfter: await store().entries.now() });
    expect(result).toMatchObject({ kind: 'out-of-time', now: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  test('writes a repeated request once, whatever its head', async () => {
    const { id, head } = await openIncident(store());
    const once = { once: `click-${id}` };
    expect((await store().entries.append(id, head, [note('click')], once)).kind).toBe('appended');
    expect((await store().entries.append(id, head, [note('click')], once)).kind).toBe('repeated');
    expect((await store().entries.append(id, await headOf(store(), id), [note('click')], once)).kind).toBe('repeated');
  });

  test('takes 50 writers at once into one chain, with nobody lost and nobody twice', async () => {
    const { id } = await openIncident(store());
    async function appendUntilDone(text: string): Promise<number> {
      for (let tries = 1; ; tries += 1) {
        const result = await store().entries.append(id, await headOf(store(), id), [note(text)], {
          once: `${id}/${text}`,
        });
        if (result.kind === 'appended') return tries;
        if (result.kind !== 'conflict') throw new Error(result.kind);
      }
    }
    const names = Array.from({ length: 50 }, (_, index) => `writer ${index}`);
    await Promise.all(names.map(appendUntilDone));
    const chain = await store().entries.readChain(id);
    expect(verifyChain(id, chain?.links ?? [], chain?.head)).toMatchObject({ kind: 'intact', entries: 51 });
    const written = (await store().entries.read(id, 1))?.entries.map(({ body }) => 'text' in body && body.text);
    expect(new Set(written)).toEqual(new Set(names));
  });
}

function wording(store: () => Store): void {
  test('keeps texts exactly: signs of all planes, NUL in a JSON text, half a sign marked as cut', async () => {
    const { id, head } = await openIncident(store());
    const texts = ['Ünïcödé 🐘 𝄞', 'nul \u0000 in it', 'a "quoted"\nline\\', 'cut \ud83d'];
    await store().entries.append(id, head, texts.map(note), {});
    const read = await store().entries.read(id, 1);
    const back = read?.entries.map(({ body }) => (body.kind === 'note-added' ? body.text : body.kind));
    expect(back).toEqual([...texts.slice(0, 3), 'cut \ufffd']);
    const chain = await store().entries.readChain(id);
    expect(verifyChain(id, chain?.links ?? [], chain?.head).kind).toBe('intact');
  });

  test('refuses a draft that is no entry', async () => {
    const { id, head } = await openIncident(store());
    await expect(store().entries.append(id, head, [note('')], {})).rejects.toMatchObject({ code: 'bad-input' });
    expect(await headOf(store(), id)).toEqual(head);
  });

  test('of an incident that does not exist is null to read and an error to write', async () => {
    const nobody = IncidentId.parse('INC-999999');
    const { head } = await openIncident(store());
    expect(await store().entries.read(nobody, 0)).toBeNull();
    await expect(store().entries.append(nobody, head, [note('no')], {})).rejects.toMatchObject({ code: 'not-found' });
  });
}
