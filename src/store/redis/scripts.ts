import { createHash } from 'node:crypto';

/** A script that Redis runs as one atomic step. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/*
 * Values are MessagePack arrays, because a hash with a long field costs several hundred bytes more:
 *   onboarding  {agent, sealed or false, unreconciled, owner of the running claim, its lease's end in epoch ms,
 *                id of the record that was finished last, when the claim began in epoch ms}
 *   record      {digest of the fingerprint, owner, attempt, 'c' claimed | 'u' unknown | 'f' finished | 'e' erased,
 *                answer, id of the record that was finished before}
 *   binding     {digest of the fingerprint, owner who bound it last}
 * docs/store.md has the transitions as a table.
 */

/** The clock of a replica that becomes primary may be this much behind without a claim being abandoned, milliseconds. */
const MAX_BACK_MS = 1000;

const HEAD = `
local function get(key)
  local packed = redis.call('GET', key)
  return packed and cmsgpack.unpack(packed)
end
local function set(key, value, ...) redis.call('SET', key, cmsgpack.pack(value), ...) end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- A claim that began in the future began before the clock was set back: its lease is no longer valid.
local function holds(slot, time)
  return slot and slot[4] and slot[5] > time and not (slot[7] and slot[7] > time + ${MAX_BACK_MS})
end
local function stored(slot, abandoned)
  if not slot or not slot[2] then return false, false, 0 end
  return slot[1], slot[2], abandoned and 1 or 0
end
`;

/**
 * KEYS: onboarding, record, and the binding if it is in the same slot. ARGV: agent, fingerprint, owner, lease ms, record
 * TTL ms, must exist, reconciles, whether the claim may have to be undone because its binding is not known yet (a claim
 * that could not be undone is not made then), and the fingerprint of the binding.
 * @returns missing | reused | running | finished, answer | unreconciled, agent, sealed, 1 | bindFirst |
 *   claimed, attempt, agent, sealed, abandoned
 */
export const BEGIN = script(`
local agent, fingerprint, owner, lease, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local mustExist, reconciles, undoable = ARGV[6] == '1', ARGV[7] == '1', ARGV[8] == '1'
local slot, record, time = get(KEYS[1]), get(KEYS[2]), now()
if mustExist and not (slot and slot[2] and slot[1] == agent) then return {'missing'} end
-- The onboarding was erased, or the key would reconcile a step of an erased onboarding.
if record and (record[4] == 'e' or not slot and record[4] ~= 'f') then return {'missing'} end
if record and record[1] ~= fingerprint then return {'reused'} end
if record and record[4] == 'f' then return {'finished', record[5]} end
local bound = KEYS[3] and get(KEYS[3])
if bound and bound[1] ~= ARGV[9] then return {'reused'} end
if holds(slot, time) then
  if slot[4] == owner and record then return {'claimed', record[3], stored(slot, slot[3])} end
  return {'running'}
end
local abandoned = slot and (slot[3] or slot[4] ~= nil) or false
if abandoned and slot[2] and not reconciles and not record then return {'unreconciled', stored(slot, true)} end
if undoable and (abandoned or record) then return {'bindFirst'} end
local attempt = record and record[3] + 1 or 0
-- A claim never outlives its onboarding.
local expiry = slot and math.max(ttl, redis.call('PTTL', KEYS[1])) or ttl
local last = slot and slot[6] or false
set(KEYS[1], {slot and slot[1] or agent, slot and slot[2] or false, abandoned, owner, time + lease, last, time}, 'PX', expiry)
set(KEYS[2], {fingerprint, owner, attempt, 'c'}, 'PX', ttl)
if KEYS[3] then set(KEYS[3], {ARGV[9], owner}, 'PX', ttl) end
return {'claimed', attempt, stored(slot, abandoned)}
`);

/**
 * KEYS: onboarding, record. ARGV: owner, the record's new status (f, u, or x for forgotten), record TTL ms,
 * answer, and when the onboarding is written: agent, sealed, TTL ms.
 * @returns done | freed | absent: there is no record | foreign: the record has another owner
 */
export const CONCLUDE = script(`
local owner, became, ttl, answer, agent, sealed, keep = unpack(ARGV)
local slot, record = get(KEYS[1]), get(KEYS[2])
if not record then return 'absent' end
if record[2] ~= owner then return 'foreign' end
if not slot or slot[4] ~= owner then return record[4] == 'c' and 'foreign' or 'done' end
local unreconciled = slot[3] or became == 'u'
local last = slot[6]
if became == 'f' then last = string.sub(KEYS[2], #KEYS[1] + 1) end
-- A full Redis refuses a script whose first write needs memory. DEL needs none, and the later writes are then accepted,
-- so that an answer is stored wherever a claim was.
local left = became == 'x' and redis.call('PTTL', KEYS[2])
redis.call('DEL', KEYS[2])
if agent then set(KEYS[1], {agent, sealed, false, nil, nil, last}, 'PX', keep)
elseif slot[2] or unreconciled then set(KEYS[1], {slot[1], slot[2], unreconciled, nil, nil, last}, 'KEEPTTL')
else redis.call('DEL', KEYS[1]) end
if became == 'x' and record[3] == 0 then return 'freed' end
-- An earlier attempt may have been sent: its key never becomes free again.
if became == 'x' then set(KEYS[2], {record[1], owner, record[3], 'u'}, 'PX', math.max(left, 1))
elseif became == 'f' then set(KEYS[2], {record[1], owner, record[3], 'f', answer, slot[6]}, 'PX', ttl)
else set(KEYS[2], {record[1], owner, record[3], 'u'}, 'PX', ttl) end
return 'done'
`);

/**
 * KEYS: onboarding. ARGV: agent, and the maximum of answers to erase. Records that finished before an expired one have
 * expired, too. The records are in the cluster slot of the onboarding, and only the onboarding refers to them.
 * @returns missing | running | more: call it again | erased
 */
export const ERASE = script(`
local agent, limit = ARGV[1], tonumber(ARGV[2])
local slot = get(KEYS[1])
if not (slot and slot[2] and slot[1] == agent) then return 'missing' end
if holds(slot, now()) then return 'running' end
local marks, id = {}, slot[6]
while id and #marks < limit do
  local key = KEYS[1] .. id
  local record = get(key)
  if not record or record[4] ~= 'f' or marks[key] then break end
  marks[key] = true
  marks[#marks + 1] = {key, record[3]}
  id = record[6]
end
local more = id and #marks == limit
for _, mark in ipairs(marks) do set(mark[1], {'', '', mark[2], 'e'}, 'KEEPTTL') end
if more then
  set(KEYS[1], {slot[1], slot[2], slot[3] or slot[4] ~= nil, nil, nil, id}, 'KEEPTTL')
  return 'more'
end
redis.call('DEL', KEYS[1])
return 'erased'
`);

/** KEYS: onboarding. @returns agent, sealed, abandoned; false, false, 0 when there is none */
export const READ = script(`
local slot = get(KEYS[1])
return {stored(slot, slot and (slot[3] or slot[4] and not holds(slot, now())))}
`);

/**
 * KEYS: binding. ARGV: fingerprint, owner, TTL ms, whether to take over a binding of another owner.
 * @returns new | same | other: bound to another request
 */
export const BIND = script(`
local fingerprint, owner, ttl, take = unpack(ARGV)
local bound = get(KEYS[1])
if bound and bound[1] ~= fingerprint then return 'other' end
if bound and take ~= '1' then return 'same' end
set(KEYS[1], {fingerprint, owner}, 'PX', ttl)
return bound and 'same' or 'new'
`);

/** KEYS: binding. ARGV: owner. Deletes the binding unless it has another owner. */
export const UNBIND = script(`
local bound = get(KEYS[1])
if bound and bound[2] == ARGV[1] then redis.call('DEL', KEYS[1]) end
`);

/**
 * KEYS: a text that all gateways share. ARGV: the expected text, empty for none, and its replacement; without them the
 * text is only read.
 * @returns the current text, empty when there is none, and Redis's clock in epoch ms
 */
export const SWAP = script(`
local text = redis.call('GET', KEYS[1]) or ''
if ARGV[2] and ARGV[2] ~= text and ARGV[1] == text then
  text = ARGV[2]
  redis.call('SET', KEYS[1], text)
end
return {text, now()}
`);

/** A script with the functions above. */
export function script(body: string): Script {
  const lua = HEAD + body;
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}
