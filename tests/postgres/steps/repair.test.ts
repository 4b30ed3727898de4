import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createRepairReader } from '../../../src/adapters/migrations/judge-repair.ts';
import { createEvidenceCamera } from '../../../src/adapters/postgres/evidence.ts';
import { createSourceTree } from '../../../src/adapters/source/git.ts';
import { digestOf } from '../../../src/domain/canonical.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { Given, GivenGrant } from '../../../src/engine/step.ts';
import { dataFixPlan } from '../../../src/plan/data-fix-plan.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { applyRepair } from '../../../src/steps/apply-repair.ts';
import { captureEvidence } from '../../../src/steps/capture-evidence.ts';
import { rehearseRepair } from '../../../src/steps/rehearse-repair.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { declared, policy } from '../../support/incident-builder.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { effort as anyEffort, openWorld, temporaryFolder } from '../backups/world.ts';

const database = freshDatabase();
const query = {
  name: 'entries without their party',
  sql: 'SELECT count(*) FROM entry e WHERE NOT EXISTS (SELECT FROM party p WHERE p.id = e.party_id)',
};
const mend = `-- the party that an entry refers to is made anew
INSERT INTO party (id, name) SELECT DISTINCT party_id, 'recovered' FROM entry ON CONFLICT DO NOTHING;
`;

beforeEach(() =>
  ask(
    database.url,
    `DROP TABLE IF EXISTS party, entry; CREATE TABLE party (id int PRIMARY KEY, name text);
     CREATE TABLE entry (id int PRIMARY KEY, party_id int);
     INSERT INTO party SELECT n, 'p' || n FROM generate_series(1, 50) n;
     INSERT INTO entry SELECT n, n FROM generate_series(1, 53) n`,
  ),
);

/** An incident whose evidence counts what stands in the database, on the way to a repair. */
async function scene(script = mend, threshold = 10) {
  const world = await openWorld({ url: database.url });
  const file = join(await temporaryFolder(), 'mend.sql');
  await writeFile(file, script);
  const service = policy({
    database: {
      url_env: 'DATABASE_URL',
      required_tables: ['party'],
      orphan_queries: [query],
      repairs: [{ for: query.name, script: file }],
      safe_repair_threshold: threshold,
    },
  } as never);
  const evidence = createEvidenceCamera({ target: { url: database.url }, requiredTables: [], migrations: undefined });
  const source = createSourceTree({}, {});
  const ports = { ...world, evidence, source, repairs: createRepairReader() } as unknown as ServicePorts;
  const run = newRun();
  const effort = effortOf(run);
  await world.fencing.raise(effort.tag);
  const safety = await world.backups.take({ kind: 'safety', takenBy: run, appCommit: null }, anyEffort());
  const outcomes: Record<string, unknown> = { 'take-safety-backup': { id: safety.manifest.id } };
  const incident = { ...declared().incident, id: run as never } as Incident;
  const given: Given = {
    incident,
    service,
    ports,
    effort,
    now: new Date(),
    outcomeOf: (step) => step.outcome.parse(outcomes[step.name]),
  };
  const look = async () => {
    const answers = await world.questions.numbers(database.name, [query], effort);
    outcomes[captureEvidence.name] = {
      ...photographed,
      orphans: answers.map(({ name, number }) => ({ name, number })),
    };
  };
  await look();
  return { given, file, world, service, planned: (outcome: Rehearsed) => granted(given, service, outcome) };
}

type Rehearsed = Awaited<ReturnType<typeof rehearseRepair.run>>;

/** What the repair's steps do not read. */
const photographed = {
  evidence: {
    database: { name: database.name, oid: 1, systemIdentifier: null },
    serverVersion: '15',
    sizeBytes: 1,
    ledger: null,
    settings: [],
    activity: [],
    preparedTransactions: [],
    missingTables: [],
  },
  runningCommit: null,
  newestMigration: null,
};

async function rehearse({ given }: Awaited<ReturnType<typeof scene>>): Promise<Rehearsed> {
  const check = await rehearseRepair.check(given);
  if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
  return rehearseRepair.run(given, check.intent);
}

async function granted(given: Given, service: Given['service'], { rehearsal }: Rehearsed): Promise<GivenGrant> {
  const plan = dataFixPlan(service, {
    choice: { path: 'data-fix' },
    production: await asValidatedCopy(database.name),
    repair: rehearsal,
  });
  const proposed = { revision: 1, digest: 'a'.repeat(64) as never, plan, expectedMs: 1 };
  return { ...given, incident: { ...given.incident, proposed }, grant: approve(given.incident.id) };
}

const orphans = async () => Number((await ask<{ count: string }>(database.url, query.sql))[0]?.count);

describe('a few damaged rows (P2, P3)', { timeout: 60_000 }, () => {
  test('are mended on a copy first, table by table, and production stays as it is', async () => {
    const stage = await scene();
    const { rehearsal } = await rehearse(stage);
    expect(rehearsal.repairs).toMatchObject([{ query: query.name, before: 3, after: 0 }]);
    expect(rehearsal.run.tables).toMatchObject([{ table: 'public.party', rowsBefore: 50, rowsAfter: 53, deleted: 0 }]);
    expect(await rehearseRepair.verify(stage.given, { rehearsal })).toContainEqual(
      expect.objectContaining({ result: 'passed', say: 'public.party: 3 added' }),
    );
    expect(await orphans()).toBe(3);
    expect(await stage.world.copies.ofRun(stage.given.incident.id)).toEqual([]);
  });

  test('are mended in production once, and asking again finds it done', async () => {
    const stage = await scene();
    const at = await stage.planned(await rehearse(stage));
    const check = await applyRepair.check(at);
    if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
    const outcome = await applyRepair.run(at, check.intent);
    expect(outcome).toMatchObject({ rows: 3 });
    expect(await applyRepair.verify(at)).toMatchObject([{ result: 'passed' }]);
    expect(await orphans()).toBe(0);
    expect(await applyRepair.check(at)).toMatchObject({ kind: 'already-done', findings: [{ result: 'passed' }] });
  });

  test('are not mended by another text than the one that was voted on', async () => {
    const stage = await scene();
    const at = await stage.planned(await rehearse(stage));
    await writeFile(stage.file, 'DELETE FROM entry');
    expect(await applyRepair.check(at)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining('not the script any more'),
    });
    const intent = { id: 'late', database: database.name };
    await expect(applyRepair.run(at, intent)).rejects.toThrow('not the script any more');
  });

  test('are not mended in another database that has taken the name', async () => {
    const stage = await scene();
    const at = await stage.planned(await rehearse(stage));
    const target = at.incident.proposed?.plan.target ?? { oid: 0 };
    const words = `${database.name} is another database now (oid ${target.oid}) than the one that was voted on`;
    target.oid += 1;
    expect(await applyRepair.check(at)).toMatchObject({ kind: 'refused', say: expect.stringContaining(words) });
    await expect(applyRepair.run(at, { id: 'late', database: database.name })).rejects.toThrow(words);
  });

  test('that have become many since the vote are left alone', async () => {
    const stage = await scene();
    const at = await stage.planned(await rehearse(stage));
    await ask(database.url, 'INSERT INTO entry SELECT n, n FROM generate_series(1000, 1100) n');
    expect(await applyRepair.check(at)).toMatchObject({ kind: 'refused', say: expect.stringContaining('104 rows') });
  });
});

describe('a repair is not offered', { timeout: 60_000 }, () => {
  test('where many rows are damaged: then a restore is what the policy says (P3, P8)', async () => {
    const stage = await scene(mend, 2);
    expect(await rehearseRepair.check(stage.given)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining('speaks for a restore, which loses what was written since the backup'),
    });
  });

  test.each([
    [
      'a script with a mistake, and says the line',
      `${mend}UPDATE nowhere SET a = 1;`,
      '(line 3): ERROR:  relation "nowhere"',
    ],
    ['a script that brings a dropped column back (P2)', `${mend}ALTER TABLE entry ADD contact_id int;`, 'another form'],
    ['a script that does not mend it', 'UPDATE party SET name = name WHERE id = 1;', '3 after it'],
    ['a script that commits half way', `COMMIT; ${mend}`, 'ends its transaction by itself'],
  ])('for %s', async (_, script, says) => {
    const stage = await scene(script);
    const findings = await rehearseRepair.verify(stage.given, await rehearse(stage));
    expect(
      findings
        .filter(({ result }) => result === 'failed')
        .map(({ say }) => say)
        .join(),
    ).toContain(says);
    expect(await orphans()).toBe(3);
  });
});

describe('a repair that would leave its copy (I1)', { timeout: 60_000 }, () => {
  test('is refused before it runs anywhere, and production keeps its rows', async () => {
    const stage = await scene(`\\c ${database.name}\nDELETE FROM entry;\n`);
    expect(await rehearseRepair.check(stage.given)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining(`mend.sql:1 \\c ${database.name} would leave`),
      hint: expect.stringContaining('Take that out of the script'),
    });
    const rows = () => ask(database.url, 'SELECT count(*)::int AS n FROM entry');
    expect(await rows()).toEqual([{ n: 53 }]);
    // Nor where it was changed in the moment after the check.
    await writeFile(stage.file, mend);
    const check = await rehearseRepair.check(stage.given);
    if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
    await writeFile(stage.file, `\\c ${database.name}\nDELETE FROM entry;\n`);
    await expect(rehearseRepair.run(stage.given, check.intent)).rejects.toThrow('mend.sql:1 \\c');
    expect(await rows()).toEqual([{ n: 53 }]);
    expect(await stage.world.copies.ofRun(stage.given.incident.id)).toEqual([]);
  });

  test('does not run in production either, where a plan was voted on before anybody read it', async () => {
    const stage = await scene();
    const { rehearsal } = await rehearse(stage);
    const leaves = `\\! true\n${mend}`;
    await writeFile(stage.file, leaves);
    const [repair] = rehearsal.repairs;
    const repairs = [{ ...repair, digest: digestOf(leaves) }] as typeof rehearsal.repairs;
    const at = await stage.planned({ rehearsal: { ...rehearsal, repairs } });
    expect(await applyRepair.check(at)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining('mend.sql:1 \\! true'),
    });
    await expect(applyRepair.run(at, { id: 'late', database: database.name })).rejects.toThrow('\\! true');
    expect(await orphans()).toBe(3);
  });
});

test('a rehearsal that was cut off is made anew, and its copy goes', async () => {
  const stage = await scene();
  const check = await rehearseRepair.check(stage.given);
  if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
  const backup = await stage.world.backups.read(check.intent.backup);
  if (backup === null) throw new Error('the safety backup is there');
  const left = await stage.world.copies.restore(backup, check.intent.name, stage.given.effort);
  const again = await rehearse(stage);
  expect(again.rehearsal.repairs).toMatchObject([{ after: 0 }]);
  expect(await stage.world.copies.find(left.name)).toBeNull();
});
