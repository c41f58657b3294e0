/** Lua that Redis runs as one step. */

/**
 * Appends once per message id.
 * KEYS: stream of the room, hash of its message ids and last sequence, index of rooms by last touch, what was erased.
 * ARGV: message id, data type, data, publish time, attributes (JSON), time now, most entries, time to live, room's hash,
 * the sequence that must be the last one or nothing. Gives sequence and 1 where it was there already, 2 where the room was erased, 3 where
 * another sequence is the last one. A stream id is the sequence, so reading after one is a range.
 */
export const APPEND_SCRIPT = `
local known = redis.call('HGET', KEYS[2], 'm:' .. ARGV[1])
if known then return {tonumber(known), 1} end
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('ZSCORE', KEYS[4], ARGV[9]) then return {0, 2} end
if ARGV[10] ~= '' then
  local last = tonumber(redis.call('HGET', KEYS[2], 'last') or '0')
  if last ~= tonumber(ARGV[10]) then return {last, 3} end
end
local sequence = redis.call('HINCRBY', KEYS[2], 'last', 1)
redis.call('XADD', KEYS[1], sequence .. '-0', 'messageId', ARGV[1], 'dataType', ARGV[2], 'data', ARGV[3],
  'publishTime', ARGV[4], 'attributes', ARGV[5], 'loggedAtMs', ARGV[6])
redis.call('HSET', KEYS[2], 'm:' .. ARGV[1], sequence)
while redis.call('XLEN', KEYS[1]) > tonumber(ARGV[7]) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  redis.call('HDEL', KEYS[2], 'm:' .. oldest[2][2])
  redis.call('XDEL', KEYS[1], oldest[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PEXPIRE', KEYS[2], ARGV[8])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[9])
return {sequence, 0}
`;

/**
 * Removes what belongs to a member of an index, unless the member was touched again meanwhile.
 * KEYS: the index by last touch, then further indexes (ARGV[3] of them), then plain keys; at the end, where ARGV[4] is 1, the
 * index of marks and the set of what it has of this member. ARGV: member, time limit, count, 0 or 1.
 */
export const SWEEP_SCRIPT = `
local touched = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not touched or tonumber(touched) >= tonumber(ARGV[2]) then return 0 end
local indexes, last = 1 + tonumber(ARGV[3]), #KEYS
if ARGV[4] == '1' then
  for _, entry in ipairs(redis.call('SMEMBERS', KEYS[last])) do redis.call('ZREM', KEYS[last - 1], entry) end
  redis.call('DEL', KEYS[last])
  last = last - 2
end
for i = 1, last do
  if i <= indexes then redis.call('ZREM', KEYS[i], ARGV[1]) else redis.call('DEL', KEYS[i]) end
end
return 1
`;

/**
 * Stores calls with their new history lines, all or nothing; one command for them all, since the client's work is per command.
 * KEYS: the indexes by start, by last touch, of unfinished calls, and of marks; then of each call its record, its row, its
 * history, its owner, its mailbox, and what the index of marks has of it.
 * ARGV: time to live, time now, most lines; then of each call its member, record, row ("" for none), start, 1 while it is
 * unfinished, the owner's epoch ("" where nobody owns calls), the first mail that is not taken in, the number of its first
 * line (0 for none), how many lines, how many marks, the lines, and its entries in the index of marks. A call that has a
 * later owner is passed over. Of a call that began at the same time, lines up to the number of its last one are there already.
 */
export const SAVE_CALLS_SCRIPT = `
local at = 4
for key = 5, #KEYS, 6 do
  local member, started, epoch = ARGV[at], ARGV[at + 3], ARGV[at + 5]
  local first, lines, marks = tonumber(ARGV[at + 7]), tonumber(ARGV[at + 8]), tonumber(ARGV[at + 9])
  if epoch == '' or tonumber(redis.call('HGET', KEYS[key + 3], 'epoch') or '0') <= tonumber(epoch) then
    local known, before = 0, redis.call('ZSCORE', KEYS[1], member)
    if lines > 0 and first > 0 and before == started then
      local last = redis.call('LINDEX', KEYS[key + 2], -1)
      if last then known = tonumber(cjson.decode(last).line) or 0 end
    end
    local skipped = math.min(lines, math.max(0, known - first + 1))
    redis.call('SET', KEYS[key], ARGV[at + 1], 'PX', ARGV[1])
    if ARGV[at + 2] == '' then redis.call('DEL', KEYS[key + 1])
    else redis.call('SET', KEYS[key + 1], ARGV[at + 2], 'PX', ARGV[1]) end
    redis.call('ZADD', KEYS[1], started, member)
    redis.call('ZADD', KEYS[2], ARGV[2], member)
    if ARGV[at + 4] == '1' then redis.call('ZADD', KEYS[3], started, member)
    else redis.call('ZREM', KEYS[3], member) end
    if lines > skipped then
      redis.call('RPUSH', KEYS[key + 2], unpack(ARGV, at + 10 + skipped, at + 9 + lines))
      redis.call('LTRIM', KEYS[key + 2], -tonumber(ARGV[3]), -1)
      redis.call('PEXPIRE', KEYS[key + 2], ARGV[1])
    end
    if marks > 0 and before and before ~= started then
      for _, entry in ipairs(redis.call('SMEMBERS', KEYS[key + 5])) do redis.call('ZREM', KEYS[4], entry) end
      redis.call('DEL', KEYS[key + 5])
    end
    for i = at + 10 + lines, at + 9 + lines + marks do
      if redis.call('SADD', KEYS[key + 5], ARGV[i]) == 1 then redis.call('ZADD', KEYS[4], 0, ARGV[i]) end
    end
    if epoch ~= '' then redis.call('XTRIM', KEYS[key + 4], 'MINID', ARGV[at + 6]) end
  end
  at = at + 10 + lines + marks
end
`;

/**
 * The life that an event of a call id belongs to. KEYS: the id's hash of number and over, index of these by last touch.
 * ARGV: member, time now, time to live.
 */
export const BEGIN_EPISODE_SCRIPT = `
local number = tonumber(redis.call('HGET', KEYS[1], 'number') or '0')
if number == 0 or redis.call('HGET', KEYS[1], 'over') == '1' then
  number = number + 1
  redis.call('HSET', KEYS[1], 'number', number, 'over', '0')
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return number
`;

/** A life is over. KEYS and ARGV as above, then the life's number. */
export const END_EPISODE_SCRIPT = `
local number = tonumber(redis.call('HGET', KEYS[1], 'number') or '0')
if tonumber(ARGV[4]) < number then return 0 end
redis.call('HSET', KEYS[1], 'number', ARGV[4], 'over', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
`;

/**
 * Adds to counters of one bucket. KEYS: the bucket's hash, the values of its dimension by their last bucket, index of buckets.
 * ARGV: value, the bucket in the index, where it begins, time to live, most values, then name and count of each counter.
 * A value that is not known is passed over where there are as many as may be.
 */
export const ADD_TREND_SCRIPT = `
local last = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not last and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return 0 end
if not last or tonumber(last) < tonumber(ARGV[3]) then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1]) end
for at = 6, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2])
return 1
`;
