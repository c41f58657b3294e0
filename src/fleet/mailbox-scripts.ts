/**
 * Ownership and mailbox of a call, each step one script. KEYS: the owner's hash and the mailbox. The hash has: state (waiting,
 * owned, over), instance, epoch (grows with each owner), life (names the job), seq (the last mail's number), and of each
 * sender the number and the place of its last mail.
 */

/**
 * Takes mail in where the call lives or begins with it. ARGV: sender, its number, text, 1 if it may begin a call, time to
 * live. Gives state ("unknown" where nothing was taken), instance, life, the mail's number. Said twice it is taken once.
 */
export const POST_SCRIPT = `
local got = redis.call('HMGET', KEYS[1], 'state', 'instance', 'life', 'n:' .. ARGV[1], 'i:' .. ARGV[1])
local state, instance, life = got[1] or 'none', got[2] or '', tonumber(got[3] or '0')
if tonumber(got[4] or '0') >= tonumber(ARGV[2]) then return {state, instance, life, tonumber(got[5])} end
if state ~= 'owned' and state ~= 'waiting' then
  if ARGV[4] ~= '1' then return {'unknown', '', life, 0} end
  state, instance, life = 'waiting', '', life + 1
  redis.call('HSET', KEYS[1], 'v', 1, 'state', state, 'instance', instance, 'life', life)
end
local id = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('XADD', KEYS[2], id .. '-0', 'from', ARGV[1], 'm', ARGV[3])
redis.call('HSET', KEYS[1], 'n:' .. ARGV[1], ARGV[2], 'i:' .. ARGV[1], id)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {state, instance, life, id}
`;

/**
 * A call that a record says is not over gets a job, where none is known. ARGV: time to live. Gives its life; said twice it
 * is the same.
 */
export const ADOPT_SCRIPT = `
local got = redis.call('HMGET', KEYS[1], 'state', 'life')
if got[1] == 'owned' or got[1] == 'waiting' then return tonumber(got[2]) end
local life = tonumber(got[2] or '0') + 1
redis.call('HSET', KEYS[1], 'v', 1, 'state', 'waiting', 'instance', '', 'life', life)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return life
`;

/** A job becomes the owner. ARGV: instance, life of the job, time to live. Gives the epoch; 0 where the job is of the past. */
export const TAKE_SCRIPT = `
local got = redis.call('HMGET', KEYS[1], 'state', 'life')
if got[1] ~= 'owned' and got[1] ~= 'waiting' then return 0 end
if got[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'owned', 'instance', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return redis.call('HINCRBY', KEYS[1], 'epoch', 1)
`;

/**
 * The owner is done. ARGV: its epoch, the last mail it read, the state to be left. Gives 1, 0 where a call that is over has
 * more mail, and -1 where another one owns it.
 */
export const LEAVE_SCRIPT = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
if ARGV[3] == 'over' then
  local last = redis.call('HGET', KEYS[1], 'seq') or '0'
  if tonumber(last) > tonumber(ARGV[2]) then return 0 end
  redis.call('DEL', KEYS[2])
end
redis.call('HSET', KEYS[1], 'state', ARGV[3], 'instance', '')
return 1
`;
