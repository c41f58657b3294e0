/** Tables of the embedded backend. Every statement may run again on a database that has them. */

/**
 * JSON is kept as text: jsonb refuses the escape for U+0000, which a vendor's payload may carry, and we read it whole.
 * The append is one function, so that it costs one round trip.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS sidetone_room (
  room text PRIMARY KEY,
  last_sequence integer NOT NULL,
  touched_at_ms bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS sidetone_log (
  room text NOT NULL REFERENCES sidetone_room ON DELETE CASCADE,
  sequence integer NOT NULL,
  message_id text NOT NULL,
  data_type text NOT NULL,
  data text NOT NULL,
  publish_time text NOT NULL,
  attributes text NOT NULL,
  logged_at_ms bigint NOT NULL,
  PRIMARY KEY (room, sequence),
  UNIQUE (room, message_id)
);
CREATE TABLE IF NOT EXISTS sidetone_call (
  call_key text PRIMARY KEY,
  source text NOT NULL,
  vendor_call_id text NOT NULL,
  started_at_ms bigint NOT NULL,
  ended_at_ms bigint,
  snapshot text NOT NULL,
  touched_at_ms bigint NOT NULL
);
ALTER TABLE sidetone_call ADD COLUMN IF NOT EXISTS summary text;
ALTER TABLE sidetone_call ADD COLUMN IF NOT EXISTS last_line integer;
CREATE INDEX IF NOT EXISTS sidetone_call_started ON sidetone_call (started_at_ms DESC, call_key);
CREATE INDEX IF NOT EXISTS sidetone_call_unfinished ON sidetone_call (started_at_ms) WHERE ended_at_ms IS NULL;
CREATE TABLE IF NOT EXISTS sidetone_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_key text NOT NULL,
  entry text NOT NULL,
  touched_at_ms bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS sidetone_history_call ON sidetone_history (call_key, id);
CREATE TABLE IF NOT EXISTS sidetone_conversation_name (
  key_hash text PRIMARY KEY,
  conversation_name text NOT NULL,
  touched_at_ms bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS sidetone_audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_ms bigint NOT NULL,
  operator text NOT NULL,
  action text NOT NULL,
  call_key text,
  entry text NOT NULL
);
CREATE OR REPLACE FUNCTION sidetone_append(
  the_room text, the_message_id text, the_data_type text, the_data text, the_publish_time text,
  the_attributes text, the_time_ms bigint, max_entries integer,
  OUT sequence integer, OUT duplicate boolean
) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
BEGIN
  -- The row of the room is the lock that keeps its sequence without gaps.
  INSERT INTO sidetone_room AS r (room, last_sequence, touched_at_ms) VALUES (the_room, 1, the_time_ms)
    ON CONFLICT (room) DO UPDATE SET last_sequence = r.last_sequence + 1, touched_at_ms = the_time_ms
    RETURNING r.last_sequence INTO sidetone_append.sequence;
  INSERT INTO sidetone_log
    (room, sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms)
    VALUES (the_room, sidetone_append.sequence, the_message_id, the_data_type, the_data, the_publish_time,
      the_attributes, the_time_ms)
    ON CONFLICT (room, message_id) DO NOTHING;
  duplicate := NOT FOUND;
  IF duplicate THEN
    UPDATE sidetone_room SET last_sequence = last_sequence - 1 WHERE room = the_room;
    SELECT l.sequence INTO sidetone_append.sequence FROM sidetone_log l
      WHERE l.room = the_room AND l.message_id = the_message_id;
  ELSE
    DELETE FROM sidetone_log l
      WHERE l.room = the_room AND l.sequence <= sidetone_append.sequence - max_entries;
  END IF;
END $body$;
`;
