-- The handover comes back: table, column and the two enum values.
\ir enums/handover.sql
CREATE TABLE handover_notifications (
  id serial PRIMARY KEY,
  conversation_id int NOT NULL REFERENCES conversations (id),
  professional_id int NOT NULL REFERENCES users (id),
  sent_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE conversations ADD COLUMN handed_over_at timestamptz;
COMMENT ON COLUMN conversations.handed_over_at IS 'when a professional took over';
