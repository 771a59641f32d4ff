-- The last look before a page is sent: takes it for one process, unless the incident has changed
-- since it was read, a living process is at it, or it has been put off in the meantime.
-- KEYS[1]  the incident    KEYS[2]  the claims    KEYS[3]  the owed set
-- ARGV     version that was read, page, its name in the owed set, incarnation of the process, for how
--          many milliseconds, when it must be due at the latest ('' for any time), prefix of the heartbeats
local version, page, member, mine, length, dueBy, heartbeat = unpack(ARGV)
if redis.call('HGET', KEYS[1], 'version') ~= version then
  return 'changed'
end
-- Redis' own clock: those of the processes differ.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local held = redis.call('HGET', KEYS[2], page)
if held then
  local deadline, owner = string.match(held, '^(%d+) (.*)$')
  -- The process itself knows what it is at: a claim of its own that it asks for again is left over.
  local living = owner ~= mine and redis.call('EXISTS', heartbeat .. owner) == 1
  if living and tonumber(deadline) > now then
    return 'held'
  end
end
if dueBy ~= '' and tonumber(redis.call('ZSCORE', KEYS[3], member) or 0) > tonumber(dueBy) then
  return 'held'
end
redis.call('HSET', KEYS[2], page, string.format('%d %s', now + tonumber(length), mine))
return 'claimed'
