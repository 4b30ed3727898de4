-- Knowledge bases become digital twins again. What migration 010 dropped comes back empty: only a restore has it.
\set ON_ERROR_STOP on
BEGIN;
ALTER TABLE conversations RENAME COLUMN kb_id TO twin_id;
ALTER TABLE knowledge_bases
  DROP COLUMN description,
  DROP COLUMN is_public,
  DROP COLUMN share_url,
  ADD COLUMN personality_traits jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN communication_style text,
  ADD COLUMN capabilities text[] NOT NULL DEFAULT '{}';
ALTER TABLE knowledge_bases RENAME COLUMN kb_id TO twin_id;
ALTER TABLE knowledge_bases RENAME TO digital_twins;
COMMIT;
