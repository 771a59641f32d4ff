-- The last look before a page is sent: takes it for one process, unless the incident has changed
-- since it was read or a living process is at it.
-- KEYS[1]  the incident    KEYS[2]  the claims
-- ARGV     version that was read, page, incarnation of the process, now, until, prefix of the heartbeats
local version, page, mine, now, till, heartbeat = unpack(ARGV)
if redis.call('HGET', KEYS[1], 'version') ~= version then
  return 'changed'
end
local held = redis.call('HGET', KEYS[2], page)
if held then
  local deadline, owner = string.match(held, '^(%d+) (.*)$')
  -- The process itself knows what it is at: a claim of its own that it asks for again is left over.
  local living = owner ~= mine and redis.call('EXISTS', heartbeat .. owner) == 1
  if living and tonumber(deadline) > tonumber(now) then
    return 'held'
  end
end
redis.call('HSET', KEYS[2], page, till .. ' ' .. mine)
return 'claimed'
