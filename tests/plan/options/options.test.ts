import { describe, expect, test } from 'vitest';
import { drawOptions } from '../../../blocks/options.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import type { Effect } from '../../../src/domain/migration.ts';
import type { OpenPath } from '../../../src/domain/path-choice.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { RecoveryOptions } from '../../../src/domain/recovery-options.ts';
import { judgeOptions } from '../../../src/plan/options/judge-options.ts';
import { percentiles } from '../../../src/plan/options/past-durations.ts';
import { rankPaths } from '../../../src/plan/options/rank-paths.ts';
import { type AppliedMigration, judgeReversibility } from '../../../src/plan/options/reversibility.ts';
import { expectGoodMessage, visible } from '../../blocks/support/checks.ts';
import { aBackup, reader } from '../../blocks/support/facts.ts';
import { deciding, declared, lead, policy, type Tale } from '../../support/incident-builder.ts';

const drop = (say: string): Effect => ({
  does: 'drops',
  what: 'column',
  name: 'public."Party".type',
  say,
  destroys: 'data',
  breaks: null,
  rewrites: false,
});
const phase3: AppliedMigration = { name: '0003_parties', effects: [], commitBefore: null };
const phase4: AppliedMigration = {
  name: '0004_phase_4',
  effects: [drop('drops column public."Party".type')],
  commitBefore: null,
};
const [phase4Commit, phase5Commit] = ['4'.repeat(40), '5'.repeat(40)];

function backupOf(head: string, appCommit: string, more: Partial<StoredBackup> = {}): StoredBackup {
  const backup = aBackup();
  return { ...backup, manifest: { ...backup.manifest, migrationHead: head, appCommit }, ...more };
}

function reversibility(given: Partial<Parameters<typeof judgeReversibility>[0]> = {}) {
  const before = backupOf('0003_parties', '3'.repeat(40));
  return judgeReversibility({
    applied: [phase3, phase4],
    backup: before,
    backups: [before],
    identifiedAt: declared().incident.identifiedAt,
    running: phase5Commit,
    git: [
      { commit: phase5Commit, subject: 'Phase 5: Party only' },
      { commit: phase4Commit, subject: 'Phase 4: drop what is old' },
    ],
    ...given,
  });
}

describe('what can be undone (P1)', () => {
  test('names what was destroyed since the backup, and nothing that the backup lacks as well', () => {
    expect(reversibility().destroyed).toEqual([{ migration: '0004_phase_4', effects: phase4.effects }]);
    const after = backupOf('0004_phase_4', phase4Commit);
    expect(reversibility({ backup: after, backups: [after] }).destroyed).toEqual([]);
  });

  test('lets the code go back to the newest commit that knows the destructive migration, and says why no further', () => {
    const judged = reversibility();
    expect(judged.newest).toMatchObject({ commit: phase4Commit, canRun: true });
    expect(judged.codeFloor).toContain('0004_phase_4 drops column public."Party".type: no commit before it can run.');
    expect(judged.codeFloor).toContain('The first that can is 444444444444 (Phase 4: drop what is old)');
    expect(judged.commits.at(-1)).toMatchObject({
      commit: '3'.repeat(40),
      canRun: false,
      why: '0004_phase_4 ran after it',
    });
  });

  test('without Git goes by the commits that backups and policy know', () => {
    const after = backupOf('0004_phase_4', phase4Commit);
    const judged = reversibility({ git: null, backups: [after] });
    expect(judged.newest).toMatchObject({ commit: phase4Commit, canRun: true });
    const named = { ...phase4, commitBefore: 'abcdef1' };
    expect(reversibility({ git: null, applied: [phase3, named] }).codeFloor).toContain(
      'The last one before it was abcdef1',
    );
    expect(reversibility({ git: null }).newest).toBeNull();
  });

  test('says that it cannot tell where there is no ledger', () => {
    expect(reversibility({ applied: null }).untold).toHaveLength(1);
  });
});

function optionsFor(tale: Tale, service: ServicePolicy, more: Partial<Parameters<typeof judgeOptions>[0]> = {}) {
  return judgeOptions({
    incident: tale.incident,
    service,
    reversibility: reversibility(),
    backups: [],
    past: [],
    now: tale.now,
    ...more,
  });
}
const optionOf = ({ options }: RecoveryOptions, path: OpenPath) => options.find((option) => option.path === path);

const orphans = { name: 'entries without their party', sql: 'SELECT 0' };
const party = (more: Record<string, unknown> = {}) =>
  policy({
    preference: 'forward-fix-first',
    database: {
      url_env: 'DATABASE_URL',
      required_tables: ['party'],
      orphan_queries: [orphans],
      repairs: [{ for: orphans.name, script: '/ops/mend.sql' }],
      safe_repair_threshold: 10,
    },
    deploys: [{ provider: 'render', name: 'api', service: 'srv-1', token_env: 'TOKEN' }],
    ...more,
  } as never);

function counting(number: number): Tale {
  return declared()
    .write({ kind: 'step-began', step: 'capture-evidence', attempt: 1, fence: 1, intent: {} })
    .write({
      kind: 'step-done',
      step: 'capture-evidence',
      outcome: { orphans: [{ name: orphans.name, number }] },
      findings: [],
      found: false,
    });
}

describe('the table of ways back (P7)', () => {
  test('repairs a few orphans first, and restores first when there are many (P3, P8)', () => {
    const few = optionsFor(counting(3), party());
    expect(few.options[0]).toMatchObject({ path: 'data-fix', standing: 'unproved' });
    const many = optionsFor(counting(500), party());
    expect(many.options[0]?.path).toBe('restore');
    expect(optionOf(many, 'data-fix')).toMatchObject({
      standing: 'impossible',
      why: expect.stringContaining('speaks for a restore, which loses what was written since the backup'),
    });
  });

  test('says plainly that nothing can be undone without a backup, and what remains (P4)', () => {
    const none = optionsFor(declared(), party(), { reversibility: reversibility({ backup: null, backups: [] }) });
    expect(optionOf(none, 'restore')).toMatchObject({
      standing: 'impossible',
      why: expect.stringContaining('cannot be undone'),
    });
    expect(none.withoutBackup.join(' ')).toMatch(
      /cannot be undone.*0004_phase_4.*fix forward.*stay empty.*sources outside/,
    );
    expect(optionsFor(declared(), party()).withoutBackup).toEqual([]);
  });

  test('shows the words of a way that failed when it was tried', () => {
    const failed = declared()
      .write({ kind: 'path-chosen', choice: { path: 'data-fix' }, why: 'few' }, lead)
      .write({ kind: 'step-began', step: 'rehearse-repair', attempt: 1, fence: 1, intent: {} })
      .write({
        kind: 'step-failed',
        step: 'rehearse-repair',
        error: { code: 'validation-failed', say: 'mend.sql failed (line 3): ERROR: relation "x"', hint: '' },
        findings: [],
      });
    expect(optionOf(optionsFor(failed, party()), 'data-fix')).toMatchObject({
      standing: 'impossible',
      why: expect.stringContaining('line 3'),
      isChosen: true,
    });
  });

  test('calls the code impossible where no earlier commit can run, and names what is missing (P1, P5)', () => {
    const judged = optionsFor(declared(), party(), { reversibility: reversibility({ git: null }) });
    expect(optionOf(judged, 'app-rollback')).toMatchObject({
      standing: 'impossible',
      why: expect.stringContaining('no commit before it can run'),
    });
    expect(optionOf(optionsFor(declared(), party()), 'app-rollback')).toMatchObject({ standing: 'unproved' });
  });
});

describe('one way back in the table', () => {
  test('is possible when it was prepared', () => {
    const tale = deciding();
    const restore = optionOf(optionsFor(tale, policy()), 'restore');
    expect(restore).toMatchObject({ standing: 'possible', isChosen: true });
  });

  test('has a last moment to be chosen, by what this service measured before', () => {
    const proof = { provedAt: declared().incident.identifiedAt, durationMs: 600_000, passed: true, findings: [] };
    const restore = optionOf(optionsFor(declared(), policy(), { backups: [backupOf('h', 'c', { proof })] }), 'restore');
    expect(restore).toMatchObject({
      preparing: { p50Ms: 600_000, p95Ms: 600_000, runs: 1 },
      carryingOut: null,
      latestStart: { at: '2026-06-03T14:20:00.000Z' },
    });
  });

  test('is impossible where policy forbids it', () => {
    const judged = optionsFor(declared(), policy({ authority: { forbidden_paths: ['restore'] } }));
    expect(optionOf(judged, 'restore')).toMatchObject({
      standing: 'impossible',
      why: expect.stringContaining('forbids'),
    });
  });

  test('points at the class of trouble that was declared', () => {
    const { classes } = optionsFor(declared({ triggers: [{ code: 'data-deleted' }] }), policy());
    expect(classes.filter(({ isThis }) => isThis).map(({ issue }) => issue)).toContain('Rows were deleted by mistake');
  });

  test('is drawn within the limits of Slack, with everything in the text', () => {
    const none = optionsFor(counting(500), party(), { reversibility: reversibility({ backup: null, backups: [] }) });
    const drawn = drawOptions(none, reader);
    expectGoodMessage(drawn, 'one');
    expect(visible(drawn)).toContain('Restore the backup: impossible');
    expect(drawn.text).toContain('cannot be undone');
  });
});

test('durations are nearest ranks of what was really measured', () => {
  expect(percentiles([])).toBeNull();
  expect(percentiles([5])).toEqual({ p50Ms: 5, p95Ms: 5, runs: 1 });
  expect(percentiles([40, 10, 30, 20])).toEqual({ p50Ms: 20, p95Ms: 40, runs: 4 });
});

describe('what a team reaches for first', () => {
  const calm = { fewOrphans: false, manyOrphans: false, destroyed: false };
  test.each([
    ['restore-first', { ...calm, destroyed: true }, 'restore', 'G2'],
    ['code-first', { ...calm, destroyed: true }, 'app-rollback', 'R5'],
    ['forward-fix-first', { ...calm, fewOrphans: true }, 'data-fix', 'P2'],
    ['forward-fix-first', { ...calm, manyOrphans: true }, 'restore', 'P3'],
    ['when-in-doubt-roll-back', calm, 'app-rollback', 'R2'],
  ] as const)('%s with %o: %s (%s)', (preference, damage, first, rule) => {
    const { paths, say } = rankPaths(preference, damage);
    expect(paths[0]).toBe(first);
    expect(say).toContain(rule);
  });
});
