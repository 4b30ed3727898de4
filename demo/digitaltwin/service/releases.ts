/** The queries of one release. A release that meets another one's schema fails as real code does: in the database. */
export interface TwinRelease {
  readonly name: 'digital twins' | 'knowledge bases';
  readonly list: string;
  readonly say: string;
  readonly signUp: string;
}

export const digitalTwins: TwinRelease = {
  name: 'digital twins',
  list: 'SELECT twin_id AS id, name FROM digital_twins ORDER BY twin_id LIMIT 20',
  say: `INSERT INTO messages (conversation_id, sender, body)
        SELECT c.id, 'user', $1 FROM conversations c JOIN digital_twins t USING (twin_id) WHERE c.status = 'active' ORDER BY c.id LIMIT 1
        RETURNING id`,
  signUp: `INSERT INTO users (email, password_hash) VALUES ($1, '$2b$10$demo') RETURNING id`,
};

/** Its chat was tested on an empty database: the enum never had the sender that it writes. */
export const knowledgeBases: TwinRelease = {
  name: 'knowledge bases',
  list: 'SELECT kb_id AS id, name FROM knowledge_bases ORDER BY kb_id LIMIT 20',
  say: `INSERT INTO messages (conversation_id, sender, body)
        SELECT c.id, 'knowledge_base', $1 FROM conversations c JOIN knowledge_bases k USING (kb_id) WHERE c.status = 'active' ORDER BY c.id LIMIT 1
        RETURNING id`,
  signUp: `INSERT INTO users (email, oauth_provider, oauth_id, avatar_url)
           VALUES ($1, 'google', 'g-' || $1, 'https://avatars.example.com/' || $1) RETURNING id`,
};
