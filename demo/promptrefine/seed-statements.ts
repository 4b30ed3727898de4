/** How much a seed makes; a factor of 1 is 2,000 users, 40,000 prompts, 160,000 versions and 200,000 test runs. */
export function seedCounts(factor: number): { users: number; prompts: number; runsPerPrompt: number } {
  return {
    users: Math.max(10, Math.round(2_000 * factor)),
    prompts: Math.max(70, Math.round(40_000 * factor)),
    runsPerPrompt: 5,
  };
}

// Everything follows from the row's number, so two seeds of one size are equal; nothing reads the clock.
const origin = "timestamptz '2024-03-01 08:00:00+00'";
const pick = (words: readonly string[], by: string) =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(', ')}])[1 + (${by}) % ${words.length}]`;

const firstNames = [
  'Ada',
  'Bea',
  'Chidi',
  'Dana',
  'Emeka',
  'Farah',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kim',
  'Lucía',
  'Mei',
];
const lastNames = [
  'Adler',
  'Bianchi',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
  'Kovač',
];
const tasks = [
  'Summarise',
  'Translate',
  'Classify',
  'Rewrite',
  'Extract the dates from',
  'Grade',
  'Answer',
  'Shorten',
  'Outline',
];
const subjects = [
  'a support ticket',
  'a release note',
  'an invoice',
  'a bug report',
  'a contract clause',
  'a product review',
  'a lecture',
  'an interview',
];
const audiences = [
  'a new customer',
  'an engineer',
  'a child of ten',
  'the finance team',
  'a lawyer',
  'a busy manager',
  'a patient',
];
const tags = [
  'support',
  'Marketing',
  'legal',
  'lang:de',
  'lang:fr',
  'internal',
  'draft',
  'Reviewed',
  'team:growth',
  'eval',
];
const models = ['atlas-4', 'atlas-4-mini', 'cobalt-2', 'offline-1'];
const failures = ['429 rate limit reached', 'upstream timed out after 30 s', 'the answer was not valid JSON'];

/** How many versions prompt `i` has (1 to 7), and how long after its first version each next one came. */
const versionsOf = (i: string) => `(1 + (${i}) % 7)`;
const createdAt = (i: string) => `${origin} + (${i}) * interval '9 minutes'`;
const versionAge = "interval '11 days'";

/** $1 users, $2 the password's hash */
export const seedUsers = `
  INSERT INTO users (id, email, name, password_hash, settings, created_at)
  SELECT i, CASE WHEN i = 1 THEN 'demo@promptrefine.example' ELSE 'user' || i || '@promptrefine.example' END,
    ${pick(firstNames, 'i * 5')} || ' ' || ${pick(lastNames, 'i * 3')}, $2,
    jsonb_build_object('theme', ${pick(['light', 'dark'], 'i')}, 'locale', ${pick(['en', 'de', 'fr', 'pt'], 'i * 7')}),
    ${origin} - (i % 300) * interval '1 day'
  FROM generate_series(1, $1::int) AS i`;

/** $1 prompts, $2 users. One prompt in five was renamed a while after its newest version. */
export const seedPrompts = `
  INSERT INTO prompts (id, owner_id, title, description, tags, current_version, created_at, updated_at)
  SELECT i, 1 + i % $2::int, ${pick(tasks, 'i')} || ' ' || ${pick(subjects, 'i / 9')} || ' for ' || ${pick(audiences, 'i / 72')} || ' #' || i,
    'Used by ' || ${pick(audiences, 'i * 3')} || '; answers in ' || (2 + i % 9) || ' sentences.',
    ARRAY[${pick(tags, 'i')}, ${pick(tags, 'i * 3 + 1')}], ${versionsOf('i')}, ${createdAt('i')},
    ${createdAt('i')} + (${versionsOf('i')} - 1) * ${versionAge} + CASE WHEN i % 5 = 0 THEN interval '45 days' ELSE interval '0' END
  FROM generate_series(1, $1::int) AS i`;

/** $1 prompts, $2 users */
export const seedVersions = `
  INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by, created_at)
  SELECT i, v, 'You help ' || ${pick(audiences, 'i + v')} || '. ' || ${pick(tasks, 'i')} || ' ' || ${pick(subjects, 'i / 9')}
      || ' that is given as {{input}}. Use at most ' || (40 + (i * v) % 160) || ' words, keep names and numbers as they are, '
      || 'and say so when something is missing. Revision ' || v || ' follows the feedback on case ' || (i * 31 + v * 17) % 9973 || '.',
    CASE WHEN v = 1 THEN 'first version' ELSE 'after review ' || (i + v) % 400 END, 1 + (i + v) % $2::int,
    ${createdAt('i')} + (v - 1) * ${versionAge}
  FROM generate_series(1, $1::int) AS i CROSS JOIN LATERAL generate_series(1, ${versionsOf('i')}) AS v
  ORDER BY i, v`;

/** $1 runs per prompt, $2 users */
export const seedTestRuns = `
  INSERT INTO test_runs (prompt_id, prompt_version_id, started_by, model, status, input, output, error_message,
    correlation_id, latency_ms, created_at)
  SELECT p.id, v.id, 1 + (p.id + r) % $2::int, ${pick(models, 'p.id + r')},
    CASE WHEN (p.id + r * 3) % 11 = 0 THEN 'failed' ELSE 'succeeded' END::test_run_status,
    jsonb_build_object('input', 'case ' || (p.id * 13 + r) % 5003, 'temperature', (r % 5) / 4.0),
    CASE WHEN (p.id + r * 3) % 11 <> 0 THEN jsonb_build_object('text', ${pick(tasks, 'p.id')} || ' done for case ' || (p.id * 13 + r) % 5003, 'tokens', 40 + (p.id * r) % 700) END,
    CASE WHEN (p.id + r * 3) % 11 = 0 THEN ${pick(failures, 'p.id')} END,
    md5('run ' || p.id || '/' || r), 180 + (p.id * 7 + r * 131) % 2900, v.created_at + r * interval '7 minutes'
  FROM prompts p CROSS JOIN generate_series(1, $1::int) AS r
    JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = 1 + (p.id + r) % p.current_version
  ORDER BY p.id, r`;

/** Ids given out from here on follow the seeded ones. */
export const seedSequences = `
  SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users)),
    setval(pg_get_serial_sequence('prompts', 'id'), (SELECT max(id) FROM prompts))`;
