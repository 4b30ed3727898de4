-- Nothing is handed over to a professional any more.
UPDATE conversations SET status = 'closed' WHERE status = 'handed_over';
UPDATE messages SET sender = 'assistant' WHERE sender = 'professional';
DROP TABLE handover_notifications;
ALTER TABLE conversations DROP COLUMN handed_over_at;

ALTER TYPE conversation_status RENAME TO conversation_status_old;
CREATE TYPE conversation_status AS ENUM ('active', 'closed');
ALTER TABLE conversations
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE conversation_status USING status::text::conversation_status,
  ALTER COLUMN status SET DEFAULT 'active';
DROP TYPE conversation_status_old;

ALTER TYPE message_sender RENAME TO message_sender_old;
CREATE TYPE message_sender AS ENUM ('user', 'assistant');
ALTER TABLE messages ALTER COLUMN sender TYPE message_sender USING sender::text::message_sender;
DROP TYPE message_sender_old;
