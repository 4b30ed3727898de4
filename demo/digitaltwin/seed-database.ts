import type pg from 'pg';

/** Size factor 1: 2,000 users, 200 twins, 10,000 conversations and 60,000 messages. */
export async function seedTwins(client: pg.Client, factor: number): Promise<void> {
  const users = Math.max(50, Math.round(2_000 * factor));
  const twins = Math.max(5, Math.round(200 * factor));
  const conversations = Math.max(100, Math.round(10_000 * factor));
  const statements: readonly (readonly [string, readonly number[]])[] = [
    [
      `INSERT INTO users (email, password_hash, role)
       SELECT 'person' || n || '@example.com', '$2b$10$' || md5(n::text),
              (CASE WHEN n = 1 THEN 'super_admin' WHEN n % 10 = 0 THEN 'professional' ELSE 'end_user' END)::user_role
         FROM generate_series(1, $1::int) AS n`,
      [users],
    ],
    [
      `INSERT INTO digital_twins (owner_id, name, personality_traits, communication_style, capabilities)
       SELECT 10 * (1 + n % ($2::int / 10)), 'Twin ' || n, jsonb_build_object('warmth', n % 5), 'calm', ARRAY['listen', 'answer']
         FROM generate_series(1, $1::int) AS n`,
      [twins, users],
    ],
    [
      `INSERT INTO conversations (twin_id, user_id, status, handed_over_at)
       SELECT 1 + n % $2::int, 1 + n % $3::int,
              (CASE WHEN n % 20 = 0 THEN 'handed_over' WHEN n % 3 = 0 THEN 'closed' ELSE 'active' END)::conversation_status,
              CASE WHEN n % 20 = 0 THEN now() END
         FROM generate_series(1, $1::int) AS n`,
      [conversations, twins, users],
    ],
    [
      `INSERT INTO messages (conversation_id, sender, body)
       SELECT 1 + n % $2::int, (ARRAY['user', 'assistant', 'professional'])[1 + n % 3]::message_sender, 'message ' || n
         FROM generate_series(1, $1::int) AS n`,
      [conversations * 6, conversations],
    ],
    [
      `INSERT INTO handover_notifications (conversation_id, professional_id)
       SELECT id, 10 FROM conversations WHERE status = 'handed_over' AND id <= $1::int`,
      [conversations],
    ],
  ];
  for (const [sql, values] of statements) await client.query(sql, [...values]);
}
