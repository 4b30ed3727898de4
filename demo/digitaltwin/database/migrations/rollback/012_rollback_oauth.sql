-- Sign-in by others goes. This fails where people have no password: they have to be dealt with first.
ALTER TABLE users
  DROP CONSTRAINT users_can_sign_in,
  ALTER COLUMN password_hash SET NOT NULL,
  DROP COLUMN oauth_provider,
  DROP COLUMN oauth_id,
  DROP COLUMN avatar_url;
ALTER TYPE user_role RENAME VALUE 'kb_owner' TO 'professional';
