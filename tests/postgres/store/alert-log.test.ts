import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import type { Alert, AlertEpisode } from '../../../src/domain/alert.ts';
import type { IncidentId, ServiceName } from '../../../src/domain/ids.ts';
import { granted } from '../../../src/domain/verdict.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { AlertPlace } from '../../../src/ports/alert-log.ts';
import { startAlertKeeper } from '../../../src/services/alerts/keep-alerts.ts';
import { prefillFromAlerts, takeAlerts } from '../../../src/services/alerts/take-alerts.ts';
import { anAlert } from '../../support/alerts.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { policy } from '../../support/incident-builder.ts';
import { anotherService, closed, declared } from './fixtures.ts';

const database = freshDatabase();
let [one, other] = [] as unknown as [Store, Store];
beforeAll(async () => {
  [one, other] = [await openStore({ databaseUrl: database.url }), await openStore({ databaseUrl: database.url })];
});
afterAll(async () => {
  await one.close();
  await other.close();
});

const placeOf = (service: ServiceName): AlertPlace => ({ service, environment: 'production' });
const over = (alert: Alert): Alert => ({ ...alert, status: 'resolved' });
const again = (alert: Alert): Alert => ({ ...alert, startedAt: '2026-06-03T15:00:00.000Z' as Alert['startedAt'] });
const names = (episode: AlertEpisode | null | undefined) =>
  episode?.standing.map(
    ({ alert, times, resolvedAt }) =>
      `${alert.name}${resolvedAt === null ? '' : ' over'}${times > 1 ? ` ${times} times` : ''}`,
  );
/** The newest episodes, newest first, as they stand. */
async function episodesOf(place: AlertPlace): Promise<readonly (AlertEpisode | null)[]> {
  const looks = await one.alerts.newest(place, 5);
  return Promise.all(looks.map(({ number }) => other.alerts.episode(place, number)));
}
const [orphans, http] = [anAlert(), anAlert({ name: 'Http5xx', severity: 'critical' })];

async function open(service: ServiceName): Promise<IncidentId> {
  return (await one.entries.open({ service, environment: 'production', draft: declared(service) })).id;
}
async function close(id: IncidentId): Promise<void> {
  await openJournal(one.entries).append(id, () => granted({ drafts: [closed] }));
}
/** Moves everything that was heard of a service into the past. */
async function later(service: ServiceName, hours: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const ago = `interval '${hours} hours'`;
  await client.query(
    `UPDATE recourse.alert_episode SET opened_at = opened_at - ${ago}, heard_at = heard_at - ${ago} WHERE service = $1`,
    [service],
  );
  await client.end();
}

describe('alerts in the store', () => {
  test('the same alert is taken once, however often and to however many replicas it is sent at once', async () => {
    const place = placeOf(anotherService());
    const sent = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).alerts.take(place, [orphans, http]));
    const taken = await Promise.all(sent);
    expect(taken.toSorted((a, b) => b - a).slice(0, 2)).toEqual([2, 0]);
    const episodes = await episodesOf(place);
    expect(episodes.map(names)).toEqual([['Http5xx', 'Orphans']]);
    expect(episodes[0]).toMatchObject({ number: 1, incident: null, service: place.service });
  });

  test('an end joins its beginning; an end without one, and a beginning that comes late, open nothing', async () => {
    const place = placeOf(anotherService());
    expect(await one.alerts.take(place, [over(http)])).toBe(1);
    expect(await one.alerts.take(place, [http])).toBe(1);
    expect(await one.alerts.newest(place, 5)).toEqual([]);
    await one.alerts.take(place, [orphans]);
    await one.alerts.take(place, [over(orphans)]);
    await one.alerts.take(place, [again(orphans)]);
    expect((await episodesOf(place)).map(names)).toEqual([['Orphans 2 times']]);
  });

  test('what fires after ten quiet minutes, or after four hours of whatever, has a card of its own', async () => {
    const place = placeOf(anotherService());
    await one.alerts.take(place, [orphans, over(orphans)]);
    await later(place.service, 1);
    await one.alerts.take(place, [again(orphans)]);
    await later(place.service, 1);
    await one.alerts.take(place, [http]);
    await later(place.service, 4);
    await one.alerts.take(place, [again(http)]);
    expect((await episodesOf(place)).map(names)).toEqual([['Http5xx'], ['Http5xx', 'Orphans'], ['Orphans over']]);
  });

  test('an incident that is declared belongs to the card, whoever declared it, and ends its episode', async () => {
    const place = placeOf(anotherService());
    await one.alerts.take(place, [orphans]);
    const id = await open(place.service);
    expect((await one.alerts.episode(place, 1))?.incident).toBe(id);
    await one.alerts.take(place, [http, over(orphans)]);
    const [batch, ...more] = (await other.alerts.toNote()).filter(({ incident }) => incident === id);
    expect(more).toEqual([]);
    expect(batch?.alerts.map(({ alert }) => alert.name)).toEqual(['Http5xx', 'Orphans']);
    expect((await episodesOf(place)).map(names)).toEqual([['Orphans over']]);
    await close(id);
    await one.alerts.take(place, [again(http)]);
    expect((await episodesOf(place)).map((each) => [each?.number, each?.incident])).toEqual([
      [2, null],
      [1, id],
    ]);
    await one.alerts.noted(id, batch?.note ?? 0);
    expect((await one.alerts.toNote()).filter(({ incident }) => incident === id)).toEqual([]);
  });
});

/** One replica's keeper, and what it told. */
function replica(store: Store, service: ServiceName, told: AlertEpisode[]) {
  const services = [{ ...policy(), name: service }];
  const house = { alerts: store.alerts, journal: openJournal(store.entries), services, wake: () => undefined };
  const tell = async (_: unknown, episode: AlertEpisode) => void told.push(episode);
  const heard = (error: unknown) => expect.unreachable(String(error));
  return { house, start: () => startAlertKeeper({ house, tell, heard }) };
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  await expect.poll(holds).toBe(true);
}

describe('what alerts said is told', () => {
  test('in the card of their episode as it stands, also by a replica that starts later', async () => {
    const service = anotherService();
    const told: AlertEpisode[] = [];
    const { house, start } = replica(one, service, told);
    expect(await takeAlerts(house, service, [orphans])).toBe(1);
    expect(await takeAlerts(house, 'nowhere', [orphans])).toBeNull();
    const keeper = start();
    await until(() => told.length === 1);
    await takeAlerts(house, service, [http]);
    keeper.wake();
    await until(() => told.length === 2);
    expect(names(told[1])).toEqual(['Http5xx', 'Orphans']);
    await keeper.stop();
    expect(await prefillFromAlerts(house, { service, episode: 1 })).toMatchObject({
      triggers: ['error-rate', 'data-corruption'],
    });
    expect(await prefillFromAlerts(house, { service, episode: 2 })).toBeNull();
  });

  test('in the timeline of the live incident once, although two replicas are at it', async () => {
    const service = anotherService();
    const id = await open(service);
    await one.alerts.take(placeOf(service), [http]);
    const keepers = [one, other].map((store) => replica(store, service, []).start());
    const notes = async () =>
      ((await one.entries.read(id, 0))?.entries ?? []).flatMap(({ body }) =>
        body.kind === 'note-added' ? [body.text] : [],
      );
    await until(async () => (await notes()).length > 0);
    await until(async () => (await one.alerts.toNote()).length === 0);
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    expect(await notes()).toEqual(['🔔 critical alert Http5xx']);
  });
});
