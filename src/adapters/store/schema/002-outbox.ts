/**
 * The outbox: one row per message, one row per lane (a channel or a person). `recourse.errand` lists what is left to do
 * and from when on; a courier takes one errand at a time and a lane carries one at a time.
 *
 * ```
 * waiting ──taken──▶ posting ──delivered──▶ posted ──edited──▶ posted (look > shown: an edit is due)
 *    ▲                  │  └──refused──▶ failed ──edited──▶ waiting
 *    └──known not to be there
 * ```
 * A message that is found `posting` in a free lane has an unknown outcome: it is looked for before it is posted again.
 */
export const outboxSchema = `
CREATE TABLE recourse.lane (
  name        text PRIMARY KEY,
  channel     text,
  fence       integer NOT NULL DEFAULT 0,
  holder      text,
  lease_until timestamptz,
  not_before  timestamptz NOT NULL DEFAULT '-infinity',
  post_after  timestamptz NOT NULL DEFAULT '-infinity',
  edit_after  timestamptz NOT NULL DEFAULT '-infinity',
  troubles    integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE recourse.message (
  key        text PRIMARY KEY,
  place      bigint GENERATED ALWAYS AS IDENTITY,
  lane       text NOT NULL REFERENCES recourse.lane,
  thread_of  text,
  put_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  text       text NOT NULL,
  blocks     text NOT NULL,
  look       integer NOT NULL DEFAULT 1,
  sent       integer NOT NULL DEFAULT 0,
  shown      integer NOT NULL DEFAULT 0,
  state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'posting', 'posted', 'failed')),
  attempts   integer NOT NULL DEFAULT 0,
  begun_at   timestamptz,
  channel    text,
  ts         text,
  edit_after timestamptz NOT NULL DEFAULT '-infinity',
  why        text
);
CREATE INDEX message_left_to_do ON recourse.message (lane, place)
  WHERE state IN ('waiting', 'posting') OR (state = 'posted' AND shown < look);

CREATE VIEW recourse.errand AS
SELECT m.lane, m.key, m.place,
  CASE m.state WHEN 'posting' THEN 'find' WHEN 'posted' THEN 'edit' ELSE 'post' END AS kind,
  CASE m.state WHEN 'posting' THEN 0 WHEN 'posted' THEN 1 ELSE 2 END AS rank,
  CASE
    WHEN m.state = 'posting' THEN timestamptz '-infinity'
    WHEN m.state = 'posted' THEN GREATEST(m.edit_after, l.edit_after)
    -- A thread waits for its parent, but not for one that was refused, nor longer than a minute for one that nobody put here.
    WHEN m.thread_of IS NULL OR parent.state IN ('posted', 'failed') THEN l.post_after
    WHEN parent.key IS NULL THEN GREATEST(l.post_after, m.put_at + interval '1 minute')
    ELSE timestamptz 'infinity'
  END AS due
FROM recourse.message m
JOIN recourse.lane l ON l.name = m.lane
LEFT JOIN recourse.message parent ON parent.key = m.thread_of
WHERE m.state IN ('waiting', 'posting') OR (m.state = 'posted' AND m.shown < m.look);

CREATE FUNCTION recourse.put_messages(messages json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM recourse.insist_on_durability();
  INSERT INTO recourse.lane (name) SELECT DISTINCT d.lane FROM json_to_recordset(messages) AS d(lane text)
    ORDER BY 1 ON CONFLICT DO NOTHING;
  INSERT INTO recourse.message (key, lane, thread_of, text, blocks)
    SELECT d.key, d.lane, d.thread_of, d.text, d.blocks
    FROM ROWS FROM (json_to_recordset(messages) AS (key text, lane text, thread_of text, text text, blocks text))
      WITH ORDINALITY AS d(key, lane, thread_of, text, blocks, place)
    ORDER BY d.place ON CONFLICT DO NOTHING;
  PERFORM pg_notify('recourse_outbox', '');
END $$;

-- The newest look. A message that was refused gets another chance with it.
CREATE FUNCTION recourse.redraw_message(of_key text, new_text text, new_blocks text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM recourse.insist_on_durability();
  UPDATE recourse.message SET text = new_text, blocks = new_blocks, look = look + 1,
    state = CASE state WHEN 'failed' THEN 'waiting' ELSE state END
    WHERE key = of_key AND (text, blocks) IS DISTINCT FROM (new_text, new_blocks);
  IF FOUND THEN PERFORM pg_notify('recourse_outbox', ''); RETURN true; END IF;
  RETURN EXISTS (SELECT FROM recourse.message WHERE key = of_key);
END $$;

-- Leases the lane that has waited longest and marks its next errand as begun; without one it says when to ask again.
CREATE FUNCTION recourse.take_errand(by_holder text, lease interval)
RETURNS TABLE (kind text, lane text, fence integer, channel text, key text, attempt integer, look integer, text text,
  blocks text, ts text, parent_channel text, parent_ts text, begun_at timestamptz, troubles integer, again_in_ms float8)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  at timestamptz := clock_timestamp();
  l recourse.lane;
  e record;
BEGIN
  PERFORM recourse.insist_on_durability();
  SELECT free.* INTO l FROM recourse.lane free
    WHERE (free.lease_until IS NULL OR free.lease_until <= at) AND free.not_before <= at
      AND EXISTS (SELECT FROM recourse.errand left_to_do WHERE left_to_do.lane = free.name AND left_to_do.due <= at)
    ORDER BY GREATEST(free.not_before, free.post_after, free.lease_until) LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF FOUND THEN
    SELECT o.kind, o.key INTO e FROM recourse.errand o WHERE o.lane = l.name AND o.due <= at ORDER BY o.rank, o.place LIMIT 1;
  END IF;
  IF e IS NULL THEN
    RETURN QUERY SELECT NULL, NULL, NULL::integer, NULL, NULL, NULL::integer, NULL::integer, NULL, NULL, NULL, NULL, NULL,
      NULL::timestamptz, NULL::integer, (SELECT extract(epoch FROM min(GREATEST(o.due, w.not_before, w.lease_until)) - at) * 1000
        FROM recourse.errand o JOIN recourse.lane w ON w.name = o.lane WHERE o.due < 'infinity')::float8;
    RETURN;
  END IF;
  UPDATE recourse.lane SET fence = fence + 1, holder = by_holder, lease_until = at + lease WHERE name = l.name;
  UPDATE recourse.message m SET attempts = m.attempts + 1,
    state = CASE e.kind WHEN 'post' THEN 'posting' ELSE m.state END,
    sent = CASE e.kind WHEN 'post' THEN m.look ELSE m.sent END,
    begun_at = coalesce(m.begun_at, at) WHERE m.key = e.key;
  RETURN QUERY SELECT e.kind::text, l.name, l.fence + 1, l.channel, m.key, m.attempts,
    CASE e.kind WHEN 'find' THEN m.sent ELSE m.look END, m.text, m.blocks, m.ts,
    parent.channel, parent.ts, m.begun_at, l.troubles, NULL::float8
    FROM recourse.message m LEFT JOIN recourse.message parent ON parent.key = m.thread_of WHERE m.key = e.key;
END $$;

-- Records what became of an errand and frees its lane. What comes late, after another courier took over, changes nothing.
CREATE FUNCTION recourse.settle_errand(
  in_lane text, under_fence integer, of_key text, of_attempt integer, becomes text, in_channel text, at_ts text,
  shown_look integer, because text, message_pause interval, edit_pause interval, post_pause interval, lane_pause interval,
  trouble boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := clock_timestamp();
  settled boolean;
BEGIN
  PERFORM recourse.insist_on_durability();
  PERFORM FROM recourse.lane WHERE name = in_lane FOR UPDATE;
  UPDATE recourse.message SET state = becomes, channel = coalesce(in_channel, channel), ts = coalesce(at_ts, ts),
    shown = GREATEST(shown, coalesce(shown_look, 0)), why = because, edit_after = at + message_pause
    WHERE key = of_key AND attempts = of_attempt;
  settled := FOUND;
  -- A late edit may have drawn an old look over a newer one: the newest is drawn again.
  IF NOT settled AND shown_look IS NOT NULL AND at_ts IS NULL THEN
    UPDATE recourse.message SET shown = LEAST(shown, look - 1) WHERE key = of_key AND state = 'posted';
  END IF;
  UPDATE recourse.lane SET holder = NULL, lease_until = NULL, channel = coalesce(channel, in_channel),
    not_before = at + lane_pause, post_after = GREATEST(post_after, at + post_pause),
    edit_after = GREATEST(edit_after, at + edit_pause),
    troubles = CASE WHEN trouble THEN troubles + 1 ELSE 0 END
    WHERE name = in_lane AND fence = under_fence AND holder IS NOT NULL;
  RETURN settled;
END $$;
`;
