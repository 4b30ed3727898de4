-- People may sign in with Google or GitHub; they have no password here.
ALTER TABLE users
  ADD COLUMN oauth_provider text,
  ADD COLUMN oauth_id text,
  ADD COLUMN avatar_url text,
  ALTER COLUMN password_hash DROP NOT NULL,
  ADD CONSTRAINT users_can_sign_in CHECK (password_hash IS NOT NULL OR oauth_id IS NOT NULL);
ALTER TYPE user_role RENAME VALUE 'professional' TO 'kb_owner';
