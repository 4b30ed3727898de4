import { releaseA } from './a.ts';
import type { Release } from './release.ts';

const newestVersion = '(SELECT max(version) FROM prompt_versions newest WHERE newest.prompt_id = p.id)';
const nextVersion =
  '(SELECT coalesce(max(version), 0) + 1 FROM prompt_versions newest WHERE newest.prompt_id = touched.id)';

// $1 prompt, $2 title, $3 description, $4 tags, $5 content, $6 change note, $7 user
const changePrompt = `
  WITH touched AS (
    UPDATE prompts SET title = $2, description = $3, tags = $4, updated_at = now() WHERE id = $1 RETURNING *
  ), made AS (
    INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
    SELECT id, ${nextVersion}, $5, $6, $7 FROM touched RETURNING *
  )
  SELECT touched.id, title, description, tags, made.version, made.content, updated_at FROM touched, made`;

// $1 prompt, $2 content, $3 change note, $4 user
const addVersion = `
  WITH touched AS (UPDATE prompts SET updated_at = now() WHERE id = $1 RETURNING id)
  INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
  SELECT id, ${nextVersion}, $2, $3, $4 FROM touched
  RETURNING id, prompt_id, version, content, change_note, created_at`;

/**
 * The commit that goes with the bad migration. It reads the newest version instead of `prompts.current_version`, the
 * column that its migration drops; but the list and the version restore were overlooked and still use the column.
 */
export const releaseB: Release = {
  commit: 'c5e02b9a71d84f6610e9b3ac57f20d18e4a6b7d3',
  subject: 'Tidy the prompt history and speed up the prompt page',
  newestMigration: '0007_tidy_prompt_history',
  queries: {
    ...releaseA.queries,
    readPrompt: `
      SELECT p.id, p.title, p.description, p.tags, v.version, v.content, p.updated_at, s.versions, s.runs, s.failed_runs
      FROM prompts p JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = ${newestVersion},
        prompt_statistics(p.id) s
      WHERE p.id = $1`,
    changePrompt,
    addVersion,
    recordTestRun: `
      INSERT INTO test_runs (prompt_id, prompt_version_id, started_by, model, status, input, output, correlation_id, latency_ms)
      SELECT p.id, v.id, $2, $3, 'succeeded', $4, jsonb_build_object('text', left(v.content, 200)), $5, $6
      FROM prompts p JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = ${newestVersion} WHERE p.id = $1
      RETURNING id, prompt_id, prompt_version_id, model, status, correlation_id, created_at`,
  },
};
