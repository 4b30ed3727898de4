-- Digital twins become knowledge bases.
ALTER TABLE digital_twins RENAME TO knowledge_bases;
ALTER TABLE knowledge_bases RENAME COLUMN twin_id TO kb_id;
ALTER TABLE knowledge_bases
  DROP COLUMN personality_traits,
  DROP COLUMN communication_style,
  DROP COLUMN capabilities,
  ADD COLUMN description text,
  ADD COLUMN is_public boolean NOT NULL DEFAULT false,
  ADD COLUMN share_url text UNIQUE;
ALTER TABLE conversations RENAME COLUMN twin_id TO kb_id;
