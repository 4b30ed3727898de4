import type { Release } from './release.ts';

// $1 prompt, $2 title, $3 description, $4 tags, $5 content, $6 change note, $7 user
const changePrompt = `
  WITH changed AS (
    UPDATE prompts SET title = $2, description = $3, tags = $4, current_version = current_version + 1, updated_at = now()
    WHERE id = $1 RETURNING *
  ), made AS (
    INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
    SELECT id, current_version, $5, $6, $7 FROM changed RETURNING *
  )
  SELECT changed.id, title, description, tags, made.version, made.content, updated_at FROM changed, made`;

// $1 prompt, $2 content, $3 change note, $4 user
const addVersion = `
  WITH bumped AS (
    UPDATE prompts SET current_version = current_version + 1, updated_at = now() WHERE id = $1 RETURNING id, current_version
  )
  INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
  SELECT id, current_version, $2, $3, $4 FROM bumped
  RETURNING id, prompt_id, version, content, change_note, created_at`;

// $1 prompt, $2 version to bring back, $3 user
const restoreVersion = `
  WITH chosen AS (
    SELECT content FROM prompt_versions WHERE prompt_id = $1 AND version = $2
  ), bumped AS (
    UPDATE prompts SET current_version = current_version + 1, updated_at = now()
    WHERE id = $1 AND EXISTS (SELECT FROM chosen) RETURNING id, current_version
  )
  INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
  SELECT bumped.id, current_version, chosen.content, 'restored version ' || $2::int, $3 FROM bumped, chosen
  RETURNING id, prompt_id, version, content, change_note, created_at`;

/** The last good commit: a prompt's row names its current version. */
export const releaseA: Release = {
  commit: '8d41f7c0b2a96e35d0c7714fe2a8935be06c1f92',
  subject: 'Show run statistics beside each prompt',
  newestMigration: '0006_run_statistics',
  queries: {
    findUser: 'SELECT id, email, name, password_hash FROM users WHERE lower(email) = lower($1)',
    listPrompts: `
      SELECT p.id, p.title, p.description, p.tags, p.current_version AS version, v.content, p.updated_at
      FROM prompts p JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = p.current_version
      ORDER BY p.updated_at DESC, p.id DESC LIMIT $1 OFFSET $2`,
    readPrompt: `
      SELECT p.id, p.title, p.description, p.tags, v.version, v.content, p.updated_at, s.versions, s.runs, s.failed_runs
      FROM prompts p JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = p.current_version,
        prompt_statistics(p.id) s
      WHERE p.id = $1`,
    createPrompt: `
      WITH made AS (
        INSERT INTO prompts (owner_id, title, description, tags) VALUES ($1, $2, $3, $4) RETURNING *
      ), first AS (
        INSERT INTO prompt_versions (prompt_id, version, content, change_note, created_by)
        SELECT id, current_version, $5, 'first version', $1 FROM made RETURNING *
      )
      SELECT made.id, title, description, tags, first.version, first.content, updated_at FROM made, first`,
    changePrompt,
    deletePrompt: 'DELETE FROM prompts WHERE id = $1 RETURNING id',
    deletePromptsByTitle: 'DELETE FROM prompts WHERE title = $1 RETURNING id',
    listVersions: `
      SELECT id, prompt_id, version, content, change_note, content_length, created_at
      FROM prompt_versions WHERE prompt_id = $1 ORDER BY version DESC`,
    addVersion,
    restoreVersion,
    listTestRuns: `
      SELECT id, prompt_id, prompt_version_id, model, status, input, output, error_message, correlation_id, latency_ms, created_at
      FROM test_runs WHERE prompt_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100`,
    recordTestRun: `
      INSERT INTO test_runs (prompt_id, prompt_version_id, started_by, model, status, input, output, correlation_id, latency_ms)
      SELECT p.id, v.id, $2, $3, 'succeeded', $4, jsonb_build_object('text', left(v.content, 200)), $5, $6
      FROM prompts p JOIN prompt_versions v ON v.prompt_id = p.id AND v.version = p.current_version WHERE p.id = $1
      RETURNING id, prompt_id, prompt_version_id, model, status, correlation_id, created_at`,
  },
};
