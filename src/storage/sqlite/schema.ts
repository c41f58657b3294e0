/** Tables of the records in SQLite, and the number of their form. */

/** Kept as `user_version`; a file with a higher one was written by a newer Sidetone and is refused. */
export const SCHEMA_VERSION = 5;

/** Hashes of the keys and rooms of erased calls. Absent from files of form 1. */
const ERASED = `
CREATE TABLE erased (
  key_hash TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** The newest life of a call id. Absent from files of forms 1 and 2. */
const EPISODE = `
CREATE TABLE episode (
  key_hash TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  is_over INTEGER NOT NULL,
  touched_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX episode_touched ON episode (touched_at_ms);
`;

/** Counters of calls over time. Absent from files of forms 1 to 3. */
const TREND = `
CREATE TABLE trend (
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  metric TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (dimension, value, at_ms, metric)
) STRICT, WITHOUT ROWID;
CREATE INDEX trend_at ON trend (at_ms);
CREATE TABLE trend_value (
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  last_at_ms INTEGER NOT NULL,
  PRIMARY KEY (dimension, value)
) STRICT, WITHOUT ROWID;
`;

/** Calls by marks of their parties' addresses. Absent from files of forms 1 to 4. */
const CALL_MARK = `
CREATE TABLE call_mark (
  mark TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  call_key TEXT NOT NULL,
  PRIMARY KEY (mark, started_at_ms, call_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_mark_call ON call_mark (call_key);
`;

/** What a file of form 1, 2 and so on lacks of the next. */
export const UPDATES: readonly string[] = [ERASED, EPISODE, TREND, CALL_MARK];

/**
 * JSON is kept as text, exactly as it came. Rooms and calls are found by name, so that one call can be erased; names of
 * conversations only by the hash of their key (`key-hash.ts`).
 */
export const SCHEMA = `
CREATE TABLE room (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  last_sequence INTEGER NOT NULL,
  touched_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX room_touched ON room (touched_at_ms);
CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  room_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  data_type TEXT NOT NULL,
  data TEXT NOT NULL,
  publish_time TEXT NOT NULL,
  attributes TEXT NOT NULL,
  logged_at_ms INTEGER NOT NULL,
  UNIQUE (room_id, sequence),
  UNIQUE (room_id, message_id)
) STRICT;
CREATE TABLE call (
  call_key TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  vendor_call_id TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  snapshot TEXT NOT NULL,
  summary TEXT,
  last_line INTEGER,
  touched_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX call_started ON call (started_at_ms DESC, call_key);
CREATE INDEX call_unfinished ON call (started_at_ms) WHERE ended_at_ms IS NULL;
CREATE INDEX call_touched ON call (touched_at_ms);
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  call_key TEXT NOT NULL,
  entry TEXT NOT NULL,
  touched_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX history_call ON history (call_key, id);
CREATE INDEX history_touched ON history (touched_at_ms);
CREATE TABLE conversation_name (
  key_hash TEXT PRIMARY KEY,
  conversation_name TEXT NOT NULL,
  touched_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_name_touched ON conversation_name (touched_at_ms);
CREATE INDEX conversation_name_value ON conversation_name (conversation_name);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  operator TEXT NOT NULL,
  action TEXT NOT NULL,
  call_key TEXT,
  entry TEXT NOT NULL
) STRICT;
CREATE TABLE probe (id INTEGER PRIMARY KEY, written INTEGER NOT NULL) STRICT;
${ERASED}${EPISODE}${TREND}${CALL_MARK}
PRAGMA user_version = ${SCHEMA_VERSION};
`;
