-- ALTER TYPE … ADD VALUE could not be used in the transaction that adds it, so both types are made anew.
\set newer conversation_status_new
ALTER TYPE conversation_status RENAME TO :newer;
CREATE TYPE conversation_status AS ENUM ('active', 'handed_over', 'closed');
ALTER TABLE conversations
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE conversation_status USING status::text::conversation_status,
  ALTER COLUMN status SET DEFAULT 'active';
DROP TYPE :newer;

ALTER TYPE message_sender RENAME TO message_sender_new;
CREATE TYPE message_sender AS ENUM ('user', 'assistant', 'professional');
ALTER TABLE messages ALTER COLUMN sender TYPE message_sender USING sender::text::message_sender;
DROP TYPE message_sender_new;
