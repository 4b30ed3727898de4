-- Where the transformation begins: professionals own digital twins, and a conversation can be handed over to one of them.
CREATE TYPE user_role AS ENUM ('super_admin', 'professional', 'end_user');
CREATE TYPE conversation_status AS ENUM ('active', 'handed_over', 'closed');
CREATE TYPE message_sender AS ENUM ('user', 'assistant', 'professional');

CREATE TABLE users (
  id serial PRIMARY KEY,
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  role user_role NOT NULL DEFAULT 'end_user'
);

CREATE TABLE digital_twins (
  twin_id serial PRIMARY KEY,
  owner_id int NOT NULL REFERENCES users (id),
  name text NOT NULL,
  personality_traits jsonb NOT NULL DEFAULT '{}',
  communication_style text,
  capabilities text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE conversations (
  id serial PRIMARY KEY,
  twin_id int NOT NULL REFERENCES digital_twins (twin_id),
  user_id int NOT NULL REFERENCES users (id),
  status conversation_status NOT NULL DEFAULT 'active',
  handed_over_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE messages (
  id serial PRIMARY KEY,
  conversation_id int NOT NULL REFERENCES conversations (id),
  sender message_sender NOT NULL,
  body text NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE handover_notifications (
  id serial PRIMARY KEY,
  conversation_id int NOT NULL REFERENCES conversations (id),
  professional_id int NOT NULL REFERENCES users (id),
  sent_at timestamptz NOT NULL DEFAULT now()
);
