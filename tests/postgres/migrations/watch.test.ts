import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../../demo/cluster/start-cluster.ts';
import { createSmokeChecks } from '../../../src/adapters/http/smoke.ts';
import { createStatisticsReader } from '../../../src/adapters/postgres/production-statistics.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { MigrationEntryBody } from '../../../src/domain/migration-record.ts';
import { MigrationWatchPolicy } from '../../../src/domain/policy-file/migration-watch.ts';
import { SmokePolicy } from '../../../src/domain/policy-file/recovery.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import type { House } from '../../../src/services/house.ts';
import { readMigration } from '../../../src/services/migrations/act-on-migration.ts';
import { startMigrationWatch } from '../../../src/services/migrations/watch-migrations.ts';
import { watchRound } from '../../../src/services/migrations/watch-round.ts';
import { serve } from '../../adapters/http/serve.ts';
import { asked, operator, reportOf } from '../../policy/migrations/records.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { policy } from '../../support/incident-builder.ts';
import { ask } from '../../support/target.ts';
import { effort } from '../backups/world.ts';

const orphans = 'SELECT count(*) FROM lines l LEFT JOIN orders o ON o.id = l.order_id WHERE o.id IS NULL';
const known = policy();
const service = { ...known, database: { ...known.database, orphan_queries: [{ name: 'lines', sql: orphans }] } };
const watch = MigrationWatchPolicy.parse({
  for: '1h',
  every: '50ms',
  slow_query: '50ms',
  missing_ids: [{ name: 'lines without an order', sql: 'SELECT count(*) FROM lines WHERE order_id IS NULL' }],
});

/** The real ports that a watch asks, on one database; nothing outside of it. */
function portsAt(url: string, name: string): ServicePorts {
  const target = { url };
  const migrations = {
    questions: createQuestions({ target, timeoutMs: 10_000 }),
    statistics: createStatisticsReader(target),
  };
  const evidence = { production: async () => ({ name }) };
  return { smoke: null, migrations, evidence } as unknown as ServicePorts;
}
const saying = (findings: readonly Finding[]) => findings.map(({ check, result }) => `${check}: ${result}`);
const schema = 'CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE lines (order_id int)';

describe('a round of the watch (P9)', () => {
  const database = freshDatabase();
  const round = (before: Awaited<ReturnType<typeof watchRound>>['statistics'] = null) =>
    watchRound(portsAt(database.url, database.name), { service, policy: watch, before }, effort());

  test('counts orphans, missing ids and rows that break constraints which nobody proved', async () => {
    await ask(database.url, schema);
    const good = await round();
    expect(saying(good.findings)).toEqual([
      'orphans: lines: passed',
      'missing ids: lines without an order: passed',
      'constraints: passed',
      'slow queries: skipped',
    ]);
    await ask(database.url, 'INSERT INTO lines VALUES (1), (2), (NULL)');
    await ask(
      database.url,
      'ALTER TABLE lines ADD CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID',
    );
    await ask(database.url, 'ALTER TABLE lines ADD CONSTRAINT has_order CHECK (order_id IS NOT NULL) NOT VALID');
    const bad = (await round(good.statistics)).findings;
    expect(saying(bad)).toEqual([
      'orphans: lines: warned',
      'missing ids: lines without an order: warned',
      'constraint: of_order on public.lines: failed',
      'constraint: has_order on public.lines: failed',
      'slow queries: skipped',
    ]);
    expect(bad[2]?.say).toContain('2 rows violate it');
    expect(bad[3]?.say).toContain('1 rows violate it');
  });

  test('asks the smoke checks that only read, and says which answered 5xx', async () => {
    let status = 200;
    const api = await serve((_, response) => response.writeHead(status, { 'x-request-id': 'req-7' }).end('{}'));
    const checks = [
      { name: 'prompts are listed', path: '/api/prompts' },
      { name: 'a prompt is made', method: 'POST', path: '/api/prompts' },
    ];
    const smoke = createSmokeChecks({
      policy: SmokePolicy.parse({ base_url: api.url, ready_within: '0ms', checks }),
      valueOf: () => '',
      strikeSecrets: (text) => text,
    });
    const ports = { ...portsAt(database.url, database.name), smoke };
    const look = async () => {
      const { findings } = await watchRound(ports, { service, policy: watch, before: null }, effort());
      return findings.filter(({ check }) => checks.some(({ name }) => check === name));
    };
    expect(saying(await look())).toEqual(['prompts are listed: passed']);
    status = 503;
    expect(await look()).toMatchObject([{ result: 'failed', say: expect.stringContaining('503') }]);
    expect(api.heard.map(({ line }) => line)).toEqual(['GET /api/prompts', 'GET /api/prompts']);
  });

  test('names the share of transactions that the database refused since the last look', async () => {
    const { statistics } = await round();
    if (statistics === null) throw new Error('there are statistics');
    const before = { ...statistics, committed: statistics.committed - 900, rolledBack: statistics.rolledBack - 100 };
    const rolledBack = (await round(before)).findings.find(({ check }) => check === 'rolled back');
    expect(rolledBack).toMatchObject({ result: 'warned' });
  });
});

describe('slow statements', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ settings: { shared_preload_libraries: 'pg_stat_statements' } });
    await ask(cluster.url(), `${schema}; CREATE EXTENSION pg_stat_statements`);
  });
  afterAll(() => cluster.stop('immediate'));

  test('are found by what they took since the last look, not since the server began', async () => {
    const round = (before: Awaited<ReturnType<typeof watchRound>>['statistics']) =>
      watchRound(portsAt(cluster.url(), 'postgres'), { service, policy: watch, before }, effort());
    const slowOf = ({ findings }: Awaited<ReturnType<typeof watchRound>>) =>
      findings.find(({ check }) => check === 'slow queries');
    await ask(cluster.url(), 'SELECT pg_sleep(0.2)');
    const first = await round(null);
    expect(slowOf(first)).toBeUndefined();
    const quiet = await round(first.statistics);
    expect(slowOf(quiet)).toMatchObject({ result: 'passed' });
    await ask(cluster.url(), 'SELECT pg_sleep(0.2)');
    expect(slowOf(await round(quiet.statistics))).toMatchObject({
      result: 'failed',
      say: expect.stringContaining('pg_sleep'),
    });
  });
});

describe('the watch after a migration', () => {
  const [database, home] = [freshDatabase(), freshDatabase()];
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: home.url });
    await ask(database.url, schema);
  });
  afterAll(() => store.close());

  test('reports changes only, survives a restart, raises an alert for what is critical, and ends with a word', async () => {
    const watched = (rules: object) => ({
      ...service,
      migrations: { tool: 'sql', directory: '/', remind_after: 1, watch: rules },
    });
    let services = [watched(watch)];
    const house = {
      ...{
        store: store.entries,
        migrations: store.migrations,
        alerts: store.alerts,
        journal: openJournal(store.entries),
      },
      ...{ wake: () => undefined, portsOf: () => portsAt(database.url, database.name) },
      get services() {
        return services;
      },
    } as unknown as House;
    const place = { service: service.name, environment: 'production' };
    const person = { kind: 'person', id: operator } as const;
    const entries: MigrationEntryBody[] = [
      asked,
      { kind: 'gate-finished', report: reportOf() },
      { kind: 'done-asked' },
      { kind: 'validation-finished', findings: [] },
    ];
    for (const [head, body] of entries.entries()) await store.migrations.append(place, head, { body, by: person }, {});

    const start = () =>
      startMigrationWatch({
        house,
        clock: { now: () => new Date() },
        heard: (error) => expect.unreachable(String(error)),
      });
    const reports = async () => (await readMigration(house, service))?.watch.reports ?? [];
    const [one, other] = [start(), start()];
    await expect.poll(async () => (await reports()).length).toBe(1);
    await Promise.all([one.stop(), other.stop()]);
    await ask(database.url, 'INSERT INTO lines SELECT 1 FROM generate_series(1, 101)');
    const again = start();
    await expect.poll(async () => (await reports()).length).toBe(2);
    services = [watched({ ...watch, for: 1 })];
    await expect.poll(async () => (await readMigration(house, service))?.watch.endedAt ?? null).not.toBeNull();
    await again.stop();
    expect((await reports()).map(({ changed }) => saying(changed))).toEqual([
      expect.arrayContaining(['orphans: lines: passed']),
      ['orphans: lines: failed'],
    ]);
    const episode = await store.alerts.episode(place, 1);
    expect(episode?.standing).toMatchObject([
      { alert: { source: 'watch', severity: 'critical', name: 'orphans: lines' } },
    ]);
  });
});
